package dev.gavel.shards;

import java.io.Serial;

/** The shards do not hold every bucket exactly once: starting would lose or double what belongs to a bucket. */
public final class ShardMapException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public ShardMapException(String message) {
        super(message);
    }
}
