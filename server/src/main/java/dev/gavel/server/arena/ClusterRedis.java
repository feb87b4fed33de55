package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis Cluster.
 *
 * <p>Implementation notes. The client's cluster connections, which follow a key from server to server, are not used;
 * only its knowledge of who has which slot is. Commands go to the server that {@link #refresh} has found last, and fail
 * where it no longer has the bucket. So nothing is ever written by a server that nobody has compared with the ledger; a
 * bucket, which is one slot, has its turns on one connection; and what waits for a server that is gone fails at once.
 */
final class ClusterRedis implements RedisLink {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterRedis.class);
    /** Asking anew takes a connection to each server. */
    private static final Duration ASK_EVERY = Duration.ofSeconds(5);

    private static final Duration ASK_IN_DOUBT_EVERY = Duration.ofMillis(200);

    private final RedisClusterClient topology;
    private final RedisClients clients;
    private final RedisURI seed;
    private final Duration silenceMax;
    private final Map<Bucket, Integer> slots = new ConcurrentHashMap<>();
    private volatile Map<String, KeptServer> servers = Map.of();
    private volatile @Nullable KeptServer[] bySlot = new KeptServer[SlotHash.SLOT_COUNT];
    private long askedNanos;

    /**
     * Ends both clients if it fails.
     *
     * @param clients connect to one server at a time
     * @param seed has the credentials for all of them
     * @throws RedisException if no seed can be reached
     */
    ClusterRedis(RedisClusterClient topology, RedisClients clients, RedisURI seed, Duration silenceMax) {
        this.topology = topology;
        this.clients = clients;
        this.seed = seed;
        this.silenceMax = silenceMax;
        try {
            topology.refreshPartitions();
            askedNanos = System.nanoTime();
            refresh(false);
        } catch (RuntimeException e) {
            close();
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

    /** A bucket is one slot, and a command has keys of one slot. */
    @Override
    public List<List<Bucket>> together(Collection<Bucket> buckets) {
        return buckets.stream().map(List::of).toList();
    }

    @Override
    public List<RedisServer> servers() {
        return List.copyOf(servers.values());
    }

    @Override
    public void eachStandby(Consumer<RedisServer> look) {
        for (RedisClusterNode node : topology.getPartitions()) {
            KeptServer server = node.getRole().isReplica() ? connect(node) : null;
            if (server != null) {
                try (server) {
                    look.accept(server);
                }
            }
        }
    }

    @Override
    public synchronized void refresh(boolean doubtful) {
        Duration pause = doubtful ? ASK_IN_DOUBT_EVERY : ASK_EVERY;
        if (System.nanoTime() - askedNanos > pause.toNanos()) {
            try {
                topology.refreshPartitions();
            } catch (RedisException e) {
                LOG.warn("none of the servers of Redis tells who has which slot: {}", e.getMessage());
            }
            askedNanos = System.nanoTime();
        }
        Map<String, KeptServer> known = servers;
        Map<String, KeptServer> found = new HashMap<>();
        @Nullable KeptServer[] owners = new KeptServer[SlotHash.SLOT_COUNT];
        for (RedisClusterNode node : topology.getPartitions()) {
            // One that has lost all its slots decides nothing.
            if (node.getRole().isUpstream() && !node.hasNoSlots()) {
                KeptServer kept = known.get(node.getNodeId());
                KeptServer server = kept != null && kept.isAt(node.getUri()) ? kept : connect(node);
                if (server != null) {
                    found.put(node.getNodeId(), server);
                    node.forEachSlot(slot -> owners[slot] = server);
                }
            }
        }
        servers = Map.copyOf(found);
        bySlot = owners;
        known.forEach((name, server) -> {
            if (!server.equals(found.get(name))) {
                server.close();
            }
        });
    }

    /** @return null if it cannot be reached */
    private @Nullable KeptServer connect(RedisClusterNode node) {
        RedisURI uri = RedisURI.builder(seed)
                .withHost(node.getUri().getHost())
                .withPort(node.getUri().getPort())
                .build();
        try {
            return new KeptServer(node.getNodeId(), clients, uri, silenceMax);
        } catch (RedisException e) {
            LOG.debug("server {} of Redis cannot be reached", uri.getPort(), e);
            return null;
        }
    }

    @Override
    public synchronized void close() {
        servers.values().forEach(KeptServer::close);
        clients.close();
        RedisLinks.end(topology);
    }
}
