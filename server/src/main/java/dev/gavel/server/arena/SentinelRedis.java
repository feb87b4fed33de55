package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.sync.RedisSentinelCommands;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server that decides for all buckets, and Sentinels that say which one it is.
 *
 * <p>Implementation notes. The client's own connections by Sentinel are not used: each would ask for itself, and in the
 * middle of a failover turns and reads would go to different servers. The server is asked for in {@link #refresh} only,
 * and it is compared with the ledger before anything is written there. Each asking takes a connection of its own.
 */
final class SentinelRedis implements RedisLink {
    private static final Logger LOG = LoggerFactory.getLogger(SentinelRedis.class);
    private static final Duration ASK_EVERY = Duration.ofSeconds(1);
    private static final Duration ASK_IN_DOUBT_EVERY = Duration.ofMillis(200);

    private final RedisClients clients;
    private final RedisURI sentinels;
    private final Duration silenceMax;
    private volatile @Nullable KeptServer server;
    private long askedNanos;

    /**
     * Ends the clients if it fails.
     *
     * @param sentinels have the server's credentials and the name that the Sentinels have for it
     * @throws RedisException if no Sentinel, or not the server that they name, can be reached
     */
    SentinelRedis(RedisClients clients, RedisURI sentinels, Duration silenceMax) {
        this.clients = clients;
        this.sentinels = sentinels;
        this.silenceMax = silenceMax;
        try {
            askedNanos = System.nanoTime();
            server = connect(master());
        } catch (RuntimeException e) {
            clients.close();
            throw e;
        }
    }

    @Override
    public @Nullable RedisServer serverOf(Bucket bucket) {
        return server;
    }

    @Override
    public @Nullable RedisServer serverOf(byte[] key) {
        return server;
    }

    @Override
    public List<List<Bucket>> together(Collection<Bucket> buckets) {
        return buckets.isEmpty() ? List.of() : List.of(List.copyOf(buckets));
    }

    @Override
    public List<RedisServer> servers() {
        KeptServer now = server;
        return now == null ? List.of() : List.of(now);
    }

    @Override
    public void eachStandby(Consumer<RedisServer> look) {
        List<Map<String, String>> replicas = ask(it -> it.replicas(sentinels.getSentinelMasterId()));
        for (Map<String, String> replica : replicas) {
            int port = Integer.parseInt(replica.getOrDefault("port", "0"));
            try (KeptServer standby = connect(new InetSocketAddress(replica.getOrDefault("ip", ""), port))) {
                look.accept(standby);
            } catch (RedisException e) {
                LOG.warn("the replica {}:{} cannot be reached", replica.get("ip"), port);
            }
        }
    }

    @Override
    public synchronized void refresh(boolean doubtful) {
        Duration pause = doubtful ? ASK_IN_DOUBT_EVERY : ASK_EVERY;
        if (System.nanoTime() - askedNanos < pause.toNanos()) {
            return;
        }
        askedNanos = System.nanoTime();
        KeptServer before = server;
        try {
            InetSocketAddress master = master();
            if (before == null || !before.isAt(uri(master))) {
                // From here on nothing is written to the one that was.
                server = null;
                server = connect(master);
                LOG.warn("the Sentinels name another Redis: {}", master);
            }
        } catch (RedisException e) {
            LOG.warn("which Redis it is cannot be asked for, or it cannot be reached: {}", e.getMessage());
        }
        if (before != null && !before.equals(server)) {
            before.close();
        }
    }

    private InetSocketAddress master() {
        SocketAddress found = ask(it -> it.getMasterAddrByName(sentinels.getSentinelMasterId()));
        if (found instanceof InetSocketAddress master) {
            return master;
        }
        throw new RedisException("the Sentinels know no server named " + sentinels.getSentinelMasterId());
    }

    /** Asks the first Sentinel that can be reached. */
    private <T> T ask(Function<RedisSentinelCommands<String, String>, T> question) {
        try (var connection = clients.others().connectSentinel(sentinels)) {
            return question.apply(connection.sync());
        }
    }

    private KeptServer connect(InetSocketAddress at) {
        return new KeptServer(at.getHostString() + ":" + at.getPort(), clients, uri(at), silenceMax);
    }

    private RedisURI uri(InetSocketAddress at) {
        return RedisURI.Builder.redis(at.getHostString(), at.getPort())
                .withAuthentication(sentinels)
                .withSsl(sentinels)
                .withTimeout(sentinels.getTimeout())
                .build();
    }

    @Override
    public synchronized void close() {
        KeptServer last = server;
        if (last != null) {
            last.close();
        }
        clients.close();
    }
}
