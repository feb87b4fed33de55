package dev.gavel.server.arena;

import dev.gavel.server.platform.StartupException;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Connects as the setting {@code arena.redisUri} says: one URI is one server, or Sentinels that name it; several are
 * seeds of a cluster.
 */
final class RedisLinks {
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);
    /** Bounds what waits in the client; far above what the bounded callers ever have outstanding. */
    private static final int REQUEST_QUEUE_MAX = 100_000;

    private static final String SENTINELS = RedisURI.URI_SCHEME_REDIS_SENTINEL + "://";
    private static final String SENTINELS_TLS = RedisURI.URI_SCHEME_REDIS_SENTINEL_SECURE + "://";

    private RedisLinks() {}

    static RedisLink open(ArenaConfig config, TurnThread thread) {
        List<RedisURI> seeds = uris(config);
        // For handshakes, too, which a server that hangs must not hold up for a minute.
        seeds.forEach(seed -> seed.setTimeout(config.commandTimeout()));
        try {
            if (seeds.size() > 1) {
                return cluster(config, seeds, thread);
            }
            RedisURI only = seeds.getFirst();
            return only.getSentinels().isEmpty()
                    ? single(config, only, thread)
                    : new SentinelRedis(clients(config, thread), only, silenceMax(config));
        } catch (RedisException e) {
            throw new StartupException(
                    "Redis at " + address(config) + " cannot be reached (" + rootMessage(e)
                            + "); check the setting arena.redisUri",
                    e);
        }
    }

    private static RedisLink single(ArenaConfig config, RedisURI uri, TurnThread thread) {
        RedisClients clients = clients(config, thread);
        try {
            return new SingleRedis(clients, new KeptServer("the server", clients, uri, silenceMax(config)));
        } catch (RedisException e) {
            clients.close();
            throw e;
        }
    }

    private static RedisLink cluster(ArenaConfig config, List<RedisURI> seeds, TurnThread thread) {
        RedisClusterClient topology = RedisClusterClient.create(seeds);
        topology.setOptions(ClusterClientOptions.builder()
                .socketOptions(sockets(config))
                .timeoutOptions(TimeoutOptions.enabled(config.commandTimeout()))
                .build());
        return new ClusterRedis(topology, clients(config, thread), seeds.getFirst(), silenceMax(config));
    }

    private static RedisClients clients(ArenaConfig config, TurnThread thread) {
        ClientOptions options = ClientOptions.builder()
                .requestQueueSize(REQUEST_QUEUE_MAX)
                // Retrying belongs to the callers, which know until when it makes sense.
                // And a command that was under way must not reach whatever Redis is there after a reconnect: it has
                // not been compared with the ledger yet.
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(sockets(config))
                .timeoutOptions(TimeoutOptions.enabled(config.commandTimeout()))
                .build();
        return RedisClients.with(options, thread);
    }

    private static SocketOptions sockets(ArenaConfig config) {
        return SocketOptions.builder().connectTimeout(config.commandTimeout()).build();
    }

    private static Duration silenceMax(ArenaConfig config) {
        return config.commandTimeout().multipliedBy(2);
    }

    static void end(AbstractRedisClient client) {
        client.shutdown(Duration.ZERO, CLOSE_MAX);
    }

    /** Host and port, without credentials. */
    static String address(ArenaConfig config) {
        return uris(config).stream()
                .flatMap(uri -> uri.getSentinels().isEmpty() ? Stream.of(uri) : uri.getSentinels().stream())
                .map(uri -> uri.getHost() + ":" + uri.getPort())
                .collect(Collectors.joining(", "));
    }

    private static List<RedisURI> uris(ArenaConfig config) {
        String text = config.redisUri().strip();
        try {
            if (text.startsWith(SENTINELS) || text.startsWith(SENTINELS_TLS)) {
                RedisURI sentinels = RedisURI.create(text);
                if (sentinels.getSentinelMasterId() == null) {
                    throw new StartupException("the setting arena.redisUri lacks the name that the Sentinels have for"
                            + " the server: redis-sentinel://host:26379,another:26379#name");
                }
                return List.of(sentinels);
            }
            return Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .map(RedisURI::create)
                    .toList();
        } catch (IllegalArgumentException _) {
            // Its message quotes the URI, which may have a password in it.
            throw new StartupException(
                    "the setting arena.redisUri is not a Redis URI such as redis://127.0.0.1:6379, nor several of them"
                            + " for a cluster, separated by commas, nor one such as"
                            + " redis-sentinel://host:26379,another:26379#name");
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
