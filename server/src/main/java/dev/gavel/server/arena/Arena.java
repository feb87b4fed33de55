package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.server.platform.StartupException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The connections to Redis, and how scripts are run on them.
 *
 * <p>Turns have a connection of their own: Redis answers one connection in order, so a long read of the log on the same
 * one would stand before every bid; and one auction's turns on two connections could overtake each other.
 */
public final class Arena implements AutoCloseable {
    /** Bounds what waits in the client; far above what the bounded callers ever have outstanding. */
    private static final int REQUEST_QUEUE_MAX = 100_000;

    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final ArenaConfig config;
    private final ScriptTime time;
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> turns;
    private final StatefulRedisConnection<byte[], byte[]> reads;
    private final StatefulRedisConnection<byte[], byte[]> log;
    private final Floors floors = new Floors();

    private Arena(ArenaConfig config, ScriptTime time, RedisClient client) {
        this.config = config;
        this.time = time;
        this.client = client;
        this.turns = client.connect(ByteArrayCodec.INSTANCE);
        this.reads = client.connect(ByteArrayCodec.INSTANCE);
        this.log = client.connect(ByteArrayCodec.INSTANCE);
    }

    /** @throws StartupException if Redis cannot be reached */
    public static Arena connect(ArenaConfig config, ScriptTime time) {
        RedisURI uri = uri(config);
        RedisClient client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder()
                .requestQueueSize(REQUEST_QUEUE_MAX)
                // Retrying belongs to the callers, which know until when it makes sense.
                // A command that was under way must not reach whatever Redis is there after a reconnect: it has not
                // been
                // compared with the ledger yet.
                .replayFilter(_ -> true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(config.commandTimeout()))
                .build());
        try {
            return new Arena(config, time, client);
        } catch (RedisException e) {
            client.shutdown(Duration.ZERO, CLOSE_MAX);
            throw new StartupException(
                    "Redis at " + address(uri) + " cannot be reached (" + rootMessage(e)
                            + "); check the setting arena.redisUri",
                    e);
        }
    }

    /** How far each bucket's log is known to have come. */
    public Floors floors() {
        return floors;
    }

    public ArenaConfig config() {
        return config;
    }

    /** Host and port, without credentials. */
    public String address() {
        return address(uri(config));
    }

    /** For turns only. */
    public RedisClusterAsyncCommands<byte[], byte[]> turns() {
        return turns.async();
    }

    /** For whatever a client waits for, apart from bids. */
    public RedisClusterAsyncCommands<byte[], byte[]> reads() {
        return reads.async();
    }

    /** For readers of the bid log, whose answers are long. */
    RedisClusterAsyncCommands<byte[], byte[]> log() {
        return log.async();
    }

    RedisAsyncCommands<byte[], byte[]> server() {
        return reads.async();
    }

    /**
     * The script {@code name} beside {@code owner}, with the arena's time and the packed state of auctions before it.
     */
    public Script script(Class<?> owner, String name) {
        String clock = switch (time) {
            case ScriptTime.Redis() -> "clock.lua";
            case ScriptTime.Recorded(var _) -> "recorded-clock.lua";
        };
        return new Script(
                name,
                Script.resource(Arena.class, clock)
                        + Script.resource(Arena.class, "auction-state.lua")
                        + Script.resource(Arena.class, "log-number.lua")
                        + Script.resource(owner, name));
    }

    /** Runs a script by its hash, and with its text where Redis has forgotten it (restart, promoted replica). */
    public <T> CompletionStage<T> run(
            RedisClusterAsyncCommands<byte[], byte[]> on,
            Script script,
            ScriptOutputType reply,
            byte[][] keys,
            byte[]... arguments) {
        byte[][] all = withTime(arguments);
        CompletionStage<T> called = on.evalsha(script.sha1(), reply, keys, all);
        return called.exceptionallyCompose(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            return cause instanceof RedisNoScriptException
                    ? Arena.<T>meaning(on.eval(script.text().getBytes(UTF_8), reply, keys, all))
                    : CompletableFuture.failedFuture(NotLevelException.orSame(cause));
        });
    }

    /** Waits for an answer, for callers on threads that may block. */
    public <T> T await(String attempted, CompletionStage<T> answer) {
        try {
            return answer.toCompletableFuture().get(config.commandTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ArenaException(attempted, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new ArenaException(attempted, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ArenaException(attempted, e);
        }
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, CLOSE_MAX);
    }

    private static <T> CompletionStage<T> meaning(CompletionStage<T> called) {
        return called.exceptionallyCompose(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            return CompletableFuture.failedFuture(NotLevelException.orSame(cause));
        });
    }

    private byte[][] withTime(byte[][] arguments) {
        return switch (time) {
            case ScriptTime.Redis() -> arguments;
            case ScriptTime.Recorded(var millis) -> {
                byte[][] all = Arrays.copyOf(arguments, arguments.length + 1);
                all[arguments.length] = Packed.decimal(millis.getAsLong());
                yield all;
            }
        };
    }

    private static RedisURI uri(ArenaConfig config) {
        try {
            return RedisURI.create(config.redisUri());
        } catch (IllegalArgumentException e) {
            throw new StartupException(
                    "the setting arena.redisUri is not a Redis URI such as redis://127.0.0.1:6379", e);
        }
    }

    private static String address(RedisURI uri) {
        return uri.getHost() + ":" + uri.getPort();
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
