package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where the bid log stands besides Redis. At {@link Durability#LOG} nothing that was decided is told before it is
 * there. Thread-safe; nothing here blocks.
 */
public interface SafeCopy {
    /**
     * Completes once the entry is there durably, and with an exception where that is not known in time or will never
     * be: on any thread, which must not be held up.
     */
    CompletionStage<Void> has(Bucket bucket, long entry);

    /**
     * Why what is decided in the bucket could not be told in time now; null if it could. For one caller, which asks
     * about each second.
     */
    @Nullable
    String lagging(Bucket bucket);
}
