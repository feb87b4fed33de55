package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A Redis Cluster. A bucket is one slot, whose commands go over one connection to its primary, and follow it when it
 * moves.
 */
final class ClusterRedis implements RedisLink {
    private final RedisClusterClient client;
    private final StatefulRedisClusterConnection<byte[], byte[]> turns;
    private final StatefulRedisClusterConnection<byte[], byte[]> reads;
    private final StatefulRedisClusterConnection<byte[], byte[]> log;

    ClusterRedis(RedisClusterClient client) {
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
        // One that has lost all its slots decides nothing.
        return servers(node -> node.getRole().isUpstream() && !node.hasNoSlots());
    }

    @Override
    public Map<String, RedisAsyncCommands<byte[], byte[]>> servers() {
        return servers(_ -> true);
    }

    private Map<String, RedisAsyncCommands<byte[], byte[]>> servers(Predicate<RedisClusterNode> wanted) {
        Map<String, RedisAsyncCommands<byte[], byte[]>> found = new HashMap<>();
        for (RedisClusterNode node : reads.getPartitions()) {
            if (wanted.test(node)) {
                found.put(
                        node.getNodeId(), reads.getConnection(node.getNodeId()).async());
            }
        }
        return found;
    }

    @Override
    public String primaryOf(Bucket bucket) {
        RedisClusterNode primary =
                reads.getPartitions().getPartitionBySlot(SlotHash.getSlot(ArenaKeys.logNumber(bucket)));
        return primary == null ? "" : primary.getNodeId();
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Arena.CLOSE_MAX);
    }
}
