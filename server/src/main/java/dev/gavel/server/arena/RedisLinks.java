package dev.gavel.server.arena;

import dev.gavel.server.platform.StartupException;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects as the setting {@code arena.redisUri} says: one URI is one server, several are seeds of a cluster. */
final class RedisLinks {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLinks.class);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);
    /** Bounds what waits in the client; far above what the bounded callers ever have outstanding. */
    private static final int REQUEST_QUEUE_MAX = 100_000;

    /** The client's own pauses double up to 30 s: a node would stay away as long again as Redis had been. */
    private static final Duration RECONNECT_EVERY = Duration.ofMillis(100);

    /** Besides asking at once when a read was sent elsewhere, or a bucket's gate is closed. */
    private static final Duration TOPOLOGY_EVERY = Duration.ofSeconds(5);

    private static final Duration TOPOLOGY_AGAIN_AFTER = Duration.ofMillis(500);

    private RedisLinks() {}

    static RedisLink open(ArenaConfig config) {
        List<RedisURI> seeds = uris(config);
        try {
            return seeds.size() == 1 ? single(config, seeds.getFirst()) : cluster(config, seeds);
        } catch (RedisException e) {
            throw new StartupException(
                    "Redis at " + address(config) + " cannot be reached (" + rootMessage(e)
                            + "); check the setting arena.redisUri",
                    e);
        }
    }

    private static RedisLink single(ArenaConfig config, RedisURI uri) {
        RedisClient client = RedisClient.create(resources(), uri);
        client.setOptions(bounded(config, ClientOptions.builder()).build());
        return new SingleRedis(client, uri);
    }

    private static RedisLink cluster(ArenaConfig config, List<RedisURI> seeds) {
        // Applies to asking for the topology, too, which a server that hangs must not hold up for a minute.
        seeds.forEach(seed -> seed.setTimeout(config.commandTimeout()));
        RedisClusterClient client = RedisClusterClient.create(resources(), seeds);
        ClusterClientOptions.Builder options = ClusterClientOptions.builder();
        bounded(config, options);
        options.socketOptions(
                SocketOptions.builder().connectTimeout(config.commandTimeout()).build());
        client.setOptions(options.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(TOPOLOGY_EVERY)
                        .adaptiveRefreshTriggersTimeout(TOPOLOGY_AGAIN_AFTER)
                        .build())
                .build());
        return new ClusterRedis(client, config.commandTimeout());
    }

    private static ClientResources resources() {
        return ClientResources.builder()
                .reconnectDelay(Delay.constant(RECONNECT_EVERY))
                .build();
    }

    private static ClientOptions.Builder bounded(ArenaConfig config, ClientOptions.Builder options) {
        return options.requestQueueSize(REQUEST_QUEUE_MAX)
                // Retrying belongs to the callers, which know until when it makes sense.
                // And a command that was under way must not reach whatever Redis is there after a reconnect: it has
                // not been compared with the ledger yet.
                .replayFilter(_ -> true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(config.commandTimeout()));
    }

    /** What was given to a client outlives it. */
    static void end(AbstractRedisClient client) {
        ClientResources resources = client.getResources();
        client.shutdown(Duration.ZERO, CLOSE_MAX);
        boolean ended = resources
                .shutdown(0, CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_MAX.toMillis());
        if (!ended) {
            LOG.warn("The threads of the connections to Redis have not ended within {}", CLOSE_MAX);
        }
    }

    /** Host and port, without credentials. */
    static String address(ArenaConfig config) {
        return uris(config).stream()
                .map(uri -> uri.getHost() + ":" + uri.getPort())
                .collect(Collectors.joining(", "));
    }

    private static List<RedisURI> uris(ArenaConfig config) {
        try {
            return Arrays.stream(config.redisUri().split(",", -1))
                    .map(String::strip)
                    .map(RedisURI::create)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new StartupException(
                    "the setting arena.redisUri is not a Redis URI such as redis://127.0.0.1:6379, nor several of them"
                            + " for a cluster, separated by commas",
                    e);
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
