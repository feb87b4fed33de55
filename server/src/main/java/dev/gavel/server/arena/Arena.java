package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.shards.Bucket;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
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
    static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final ArenaConfig config;
    private final ScriptTime time;
    private final RedisLink redis;
    private final Floors floors = new Floors();

    private Arena(ArenaConfig config, ScriptTime time, RedisLink redis) {
        this.config = config;
        this.time = time;
        this.redis = redis;
    }

    /** @throws StartupException if Redis cannot be reached */
    public static Arena connect(ArenaConfig config, ScriptTime time) {
        return new Arena(config, time, RedisLinks.open(config));
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
        return RedisLinks.address(config);
    }

    /** For turns only. */
    public RedisClusterAsyncCommands<byte[], byte[]> turns() {
        return redis.turns();
    }

    /** For whatever a client waits for, apart from bids. */
    public RedisClusterAsyncCommands<byte[], byte[]> reads() {
        return redis.reads();
    }

    /** For readers of the bid log, whose answers are long. */
    RedisClusterAsyncCommands<byte[], byte[]> log() {
        return redis.log();
    }

    RedisLink redis() {
        return redis;
    }

    /** The name of the server that decides for this bucket now, as far as is known. */
    public String primaryOf(Bucket bucket) {
        return redis.primaryOf(bucket);
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
        redis.close();
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
}
