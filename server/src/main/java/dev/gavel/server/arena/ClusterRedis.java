package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis Cluster.
 *
 * <p>Implementation notes. The client's own way of following a key from server to server is not used. Commands go to the
 * server that {@link #refresh} has found last, and fail where it no longer has the bucket. So nothing is ever written by
 * a server that nobody has compared with the ledger; a bucket, which is one slot, has its turns on one connection; and
 * what waits for a server that is gone fails at once.
 */
final class ClusterRedis implements RedisLink {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterRedis.class);
    /** Asking all servers anew takes connections to all of them. */
    private static final Duration ASK_ANEW_EVERY = Duration.ofMillis(200);

    private final RedisClusterClient client;
    private final Duration connectMax;
    private final StatefulRedisClusterConnection<byte[], byte[]> turns;
    private final StatefulRedisClusterConnection<byte[], byte[]> reads;
    private final StatefulRedisClusterConnection<byte[], byte[]> log;
    private final Map<Bucket, Integer> slots = new ConcurrentHashMap<>();
    private volatile Map<String, ClusterServer> servers = Map.of();
    private volatile @Nullable ClusterServer[] bySlot = new ClusterServer[SlotHash.SLOT_COUNT];
    private long askedNanos = System.nanoTime();

    /** Closes the client if it cannot be connected. */
    ClusterRedis(RedisClusterClient client, Duration connectMax) {
        this.client = client;
        this.connectMax = connectMax;
        try {
            this.turns = client.connect(ByteArrayCodec.INSTANCE);
            this.reads = client.connect(ByteArrayCodec.INSTANCE);
            this.log = client.connect(ByteArrayCodec.INSTANCE);
            refresh(false);
        } catch (RuntimeException e) {
            RedisLinks.end(client);
            throw e;
        }
    }

    @Override
    public @Nullable RedisServer serverOf(Bucket bucket) {
        return bySlot[slots.computeIfAbsent(bucket, it -> SlotHash.getSlot(ArenaKeys.logNumber(it)))];
    }

    @Override
    public @Nullable RedisServer serverOf(byte[] key) {
        return bySlot[SlotHash.getSlot(key)];
    }

    @Override
    public List<RedisServer> servers() {
        return List.copyOf(servers.values());
    }

    @Override
    public List<RedisServer> standbys() {
        List<RedisServer> found = new ArrayList<>();
        for (RedisClusterNode node : client.getPartitions()) {
            if (node.getRole().isReplica()) {
                ClusterServer server = connect(node);
                if (server != null) {
                    found.add(server);
                }
            }
        }
        return found;
    }

    @Override
    public synchronized void refresh(boolean doubtful) {
        if (doubtful && System.nanoTime() - askedNanos > ASK_ANEW_EVERY.toNanos()) {
            try {
                client.refreshPartitions();
            } catch (RedisException e) {
                LOG.warn("none of the servers of Redis tells who has which slot: {}", e.getMessage());
            }
            askedNanos = System.nanoTime();
        }
        Map<String, ClusterServer> known = servers;
        Map<String, ClusterServer> found = new HashMap<>();
        @Nullable ClusterServer[] owners = new ClusterServer[SlotHash.SLOT_COUNT];
        for (RedisClusterNode node : client.getPartitions()) {
            // One that has lost all its slots decides nothing.
            if (!node.getRole().isUpstream() || node.hasNoSlots()) {
                continue;
            }
            ClusterServer server = sameOr(known.get(node.getNodeId()), connect(node));
            if (server != null) {
                found.put(node.getNodeId(), server);
                node.forEachSlot(slot -> owners[slot] = server);
            }
        }
        known.forEach((name, server) -> {
            if (found.get(name) != server) {
                server.leave();
            }
        });
        servers = Map.copyOf(found);
        bySlot = owners;
    }

    private static @Nullable ClusterServer sameOr(@Nullable ClusterServer known, @Nullable ClusterServer fresh) {
        if (fresh == null) {
            return null;
        }
        return known != null && known.hasConnectionsOf(fresh) ? known : fresh.join();
    }

    /** @return null if it cannot be reached */
    private @Nullable ClusterServer connect(RedisClusterNode node) {
        try {
            return new ClusterServer(node, connection(turns, node), connection(reads, node), connection(log, node));
        } catch (ExecutionException | TimeoutException | RedisException e) {
            LOG.debug("server {} of Redis cannot be reached", node.getUri(), e);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private StatefulRedisConnection<byte[], byte[]> connection(
            StatefulRedisClusterConnection<byte[], byte[]> of, RedisClusterNode node)
            throws ExecutionException, InterruptedException, TimeoutException {
        return of.getConnectionAsync(node.getNodeId()).get(connectMax.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        RedisLinks.end(client);
    }
}
