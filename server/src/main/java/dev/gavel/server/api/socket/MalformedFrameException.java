package dev.gavel.server.api.socket;

import java.io.Serial;

/** A frame that cannot be understood: what follows in it is lost. The message is for the client. */
public final class MalformedFrameException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public MalformedFrameException(String message) {
        super(message);
    }

    MalformedFrameException(String message, Throwable cause) {
        super(message, cause);
    }
}
