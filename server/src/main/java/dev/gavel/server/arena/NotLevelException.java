package dev.gavel.server.arena;

import io.lettuce.core.RedisCommandExecutionException;
import java.io.Serial;

/** The arena holds less of a bucket than is known of it, or is being recovered. Nothing was decided. */
public final class NotLevelException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** In every message of a script that found it; see log-number.lua and lease.lua. */
    private static final String SAID = "NOTLEVEL";

    private NotLevelException(Throwable cause) {
        super("the arena is not level with the ledger", cause);
    }

    /** The failure of a script, as this where it says so. */
    static Throwable orSame(Throwable failure) {
        return failure instanceof RedisCommandExecutionException
                        && String.valueOf(failure.getMessage()).contains(SAID)
                ? new NotLevelException(failure)
                : failure;
    }
}
