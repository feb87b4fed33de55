package dev.gavel.server.arena;

import dev.gavel.server.platform.StartupException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Connects as the setting {@code arena.redisUri} says: one URI is one server, several are seeds of a cluster. */
final class RedisLinks {
    /** Bounds what waits in the client; far above what the bounded callers ever have outstanding. */
    private static final int REQUEST_QUEUE_MAX = 100_000;

    /** Besides looking at once when a command is sent elsewhere or a connection is lost. */
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
        RedisClient client = RedisClient.create(uri);
        client.setOptions(bounded(config, ClientOptions.builder()).build());
        try {
            return new SingleRedis(client);
        } catch (RedisException e) {
            client.shutdown(Duration.ZERO, Arena.CLOSE_MAX);
            throw e;
        }
    }

    private static RedisLink cluster(ArenaConfig config, List<RedisURI> seeds) {
        RedisClusterClient client = RedisClusterClient.create(seeds);
        ClusterClientOptions.Builder options = ClusterClientOptions.builder();
        bounded(config, options);
        client.setOptions(options.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(TOPOLOGY_EVERY)
                        .adaptiveRefreshTriggersTimeout(TOPOLOGY_AGAIN_AFTER)
                        .build())
                .build());
        try {
            return new ClusterRedis(client);
        } catch (RedisException e) {
            client.shutdown(Duration.ZERO, Arena.CLOSE_MAX);
            throw e;
        }
    }

    private static ClientOptions.Builder bounded(ArenaConfig config, ClientOptions.Builder options) {
        return options.requestQueueSize(REQUEST_QUEUE_MAX)
                // Retrying belongs to the callers, which know until when it makes sense.
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                // A command that was under way must not reach whatever Redis is there after a reconnect: it has not
                // been compared with the ledger yet.
                .replayFilter(_ -> true)
                .timeoutOptions(TimeoutOptions.enabled(config.commandTimeout()));
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
