package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How commands reach Redis: one server, or the primaries of a cluster. */
interface RedisLink extends AutoCloseable {
    /** The server that has the bucket; null where none that can be reached has it. */
    @Nullable
    RedisServer serverOf(Bucket bucket);

    /** The same of a key that belongs to no bucket. */
    @Nullable
    RedisServer serverOf(byte[] key);

    /** These buckets, by which of them one command may ask for. */
    List<List<Bucket>> together(Collection<Bucket> buckets);

    /** The servers that decide and can be reached. */
    List<RedisServer> servers();

    /** Shows those that can be reached and would decide if another were lost; connected for as long only. */
    void eachStandby(Consumer<RedisServer> look);

    /**
     * Finds out anew which server has which bucket; {@link #serverOf} changes in here only.
     *
     * @param doubtful something says that it has changed
     */
    void refresh(boolean doubtful);

    @Override
    void close();
}
