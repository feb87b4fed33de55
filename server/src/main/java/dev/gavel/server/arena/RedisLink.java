package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.Map;

/** How commands reach Redis: one server, or the primaries of a cluster. */
interface RedisLink extends AutoCloseable {
    /** For turns only. */
    RedisClusterAsyncCommands<byte[], byte[]> turns();

    RedisClusterAsyncCommands<byte[], byte[]> reads();

    RedisClusterAsyncCommands<byte[], byte[]> log();

    /** The servers that decide, by name; at least one. */
    Map<String, RedisAsyncCommands<byte[], byte[]>> primaries();

    /** Those that stand by as well. */
    Map<String, RedisAsyncCommands<byte[], byte[]>> servers();

    /** The name of the server that decides for this bucket now, as far as is known; empty where none does. */
    String primaryOf(Bucket bucket);

    @Override
    void close();
}
