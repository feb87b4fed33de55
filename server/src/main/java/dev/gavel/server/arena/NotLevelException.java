package dev.gavel.server.arena;

import io.lettuce.core.RedisCommandExecutionException;
import java.io.Serial;
import java.util.regex.Pattern;

/**
 * The arena holds less of a bucket than is known of it, or is being recovered, or has it elsewhere by now. Nothing was
 * decided.
 */
public final class NotLevelException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** In every message of a script that found it; see log-number.lua and restore.lua. */
    private static final String SAID = "NOTLEVEL";

    /** A cluster's first word where the server does not have the slot, or not all of it; it has run nothing then. */
    private static final Pattern ELSEWHERE = Pattern.compile("(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|READONLY|MASTERDOWN)\\b");

    /** @param why the gate is closed */
    public NotLevelException(String why) {
        super(why);
    }

    private NotLevelException(String why, Throwable cause) {
        super(why, cause);
    }

    /** The failure of a script, as this where it says so. */
    static Throwable orSame(Throwable failure) {
        if (!(failure instanceof RedisCommandExecutionException)) {
            return failure;
        }
        String message = String.valueOf(failure.getMessage());
        if (message.contains(SAID)) {
            return new NotLevelException("the arena is not level with the ledger", failure);
        }
        return ELSEWHERE.matcher(message).lookingAt()
                ? new NotLevelException("the bucket is at another Redis, or moving", failure)
                : failure;
    }
}
