package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import java.io.Serial;

/** The bid log does not continue where its reader stopped: it was trimmed too far, or Redis came back older. */
public final class LogGapException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public LogGapException(Bucket bucket, long position, String found) {
        super("the bid log of bucket " + bucket + " does not continue after entry " + position + ": " + found);
    }
}
