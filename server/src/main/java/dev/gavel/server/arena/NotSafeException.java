package dev.gavel.server.arena;

import java.io.Serial;

/** What was decided may be lost with its Redis, as far as is known: a copy of the bid log does not have it in time. */
public final class NotSafeException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public NotSafeException(String why) {
        super(why);
    }
}
