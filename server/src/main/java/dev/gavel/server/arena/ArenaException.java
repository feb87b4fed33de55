package dev.gavel.server.arena;

import java.io.Serial;

/** Redis did not answer, or not as expected. Whether the command took effect is unknown. */
public final class ArenaException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public ArenaException(String attempted, Throwable cause) {
        super(attempted + ": " + cause.getMessage(), cause);
    }
}
