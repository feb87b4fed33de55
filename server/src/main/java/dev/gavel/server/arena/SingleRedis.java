package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.Map;

/** One server that decides for all buckets. */
final class SingleRedis implements RedisLink {
    private static final String NAME = "the server";

    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> turns;
    private final StatefulRedisConnection<byte[], byte[]> reads;
    private final StatefulRedisConnection<byte[], byte[]> log;

    SingleRedis(RedisClient client) {
        this.client = client;
        this.turns = client.connect(ByteArrayCodec.INSTANCE);
        this.reads = client.connect(ByteArrayCodec.INSTANCE);
        this.log = client.connect(ByteArrayCodec.INSTANCE);
    }

    @Override
    public RedisClusterAsyncCommands<byte[], byte[]> turns() {
        return turns.async();
    }

    @Override
    public RedisClusterAsyncCommands<byte[], byte[]> reads() {
        return reads.async();
    }

    @Override
    public RedisClusterAsyncCommands<byte[], byte[]> log() {
        return log.async();
    }

    @Override
    public Map<String, RedisAsyncCommands<byte[], byte[]>> primaries() {
        return Map.of(NAME, reads.async());
    }

    @Override
    public Map<String, RedisAsyncCommands<byte[], byte[]>> servers() {
        return primaries();
    }

    @Override
    public String primaryOf(Bucket bucket) {
        return NAME;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Arena.CLOSE_MAX);
    }
}
