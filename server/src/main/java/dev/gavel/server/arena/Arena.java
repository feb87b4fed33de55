package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.server.platform.StartupException;
import dev.gavel.shards.Bucket;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.netty.util.concurrent.EventExecutor;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections to Redis, and how scripts are run on them.
 *
 * <p>Turns have a connection of their own: Redis answers one connection in order, so a long read of the log on the same
 * one would stand before every bid; and one auction's turns on two connections could overtake each other.
 */
public final class Arena implements AutoCloseable {
    private final ArenaConfig config;
    private final ScriptTime time;
    private final TurnThread turnThread;
    private final RedisLink redis;
    private final Floors floors = new Floors();
    private final LastWatched lastWatched = new LastWatched();
    private final ArenaGate gate;
    private final ArenaFormat format;

    private Arena(ArenaConfig config, ScriptTime time, FormatRange formats, TurnThread turnThread, RedisLink redis) {
        this.config = config;
        this.time = time;
        this.turnThread = turnThread;
        this.redis = redis;
        this.gate = new ArenaGate(redis::serverOf);
        this.format = new ArenaFormat(this, formats);
    }

    /** @throws StartupException if Redis cannot be reached */
    public static Arena connect(ArenaConfig config, ScriptTime time) {
        return connect(config, time, FormatRange.OWN);
    }

    /** As a build that knows other formats, for tests. */
    static Arena connect(ArenaConfig config, ScriptTime time, FormatRange formats) {
        var thread = new TurnThread();
        try {
            return new Arena(config, time, formats, thread, RedisLinks.open(config, thread));
        } catch (RuntimeException e) {
            thread.close();
            throw e;
        }
    }

    /** How far each bucket's log is known to have come. */
    public Floors floors() {
        return floors;
    }

    /** When this node last looked at each bucket's bells. */
    public LastWatched lastWatched() {
        return lastWatched;
    }

    /** Whether this node may write. */
    public ArenaGate gate() {
        return gate;
    }

    /** In which format it is written. */
    public ArenaFormat format() {
        return format;
    }

    /**
     * How far the bucket's log must have come, as every script that writes an entry takes it.
     *
     * @throws NotLevelException if the gate is closed
     */
    public byte[] fence(Bucket bucket) {
        String closed = gate.closedFor(bucket);
        if (closed != null) {
            throw new NotLevelException(closed);
        }
        return Packed.decimal(floors.of(bucket));
    }

    public ArenaConfig config() {
        return config;
    }

    /** Host and port, without credentials. */
    public String address() {
        return RedisLinks.address(config);
    }

    /** On which replies to turns come, from every server; whoever makes turns there wakes no other thread. */
    public EventExecutor turnThread() {
        return turnThread.loop();
    }

    /**
     * For the bucket's turns only.
     *
     * @throws NotLevelException if the gate is closed to bids
     */
    public RedisClusterAsyncCommands<byte[], byte[]> turns(Bucket bucket) {
        RedisServer server = server(bucket);
        String closed = gate.refusesBids(bucket, server);
        if (closed != null) {
            throw new NotLevelException(closed);
        }
        return server.turns();
    }

    /**
     * For whatever else is written to the bucket.
     *
     * @throws NotLevelException if the gate is closed
     */
    public RedisClusterAsyncCommands<byte[], byte[]> writes(Bucket bucket) {
        RedisServer server = server(bucket);
        String closed = gate.closedFor(bucket, server);
        if (closed != null) {
            throw new NotLevelException(closed);
        }
        return server.reads();
    }

    /**
     * For whatever of the bucket is only read, apart from the log.
     *
     * @throws NotLevelException if no Redis can be reached that has it
     */
    public RedisClusterAsyncCommands<byte[], byte[]> reads(Bucket bucket) {
        return server(bucket).reads();
    }

    /**
     * For a key that belongs to no bucket.
     *
     * @throws NotLevelException if no Redis can be reached that has it
     */
    public RedisClusterAsyncCommands<byte[], byte[]> shared(byte[] key) {
        RedisServer server = redis.serverOf(key);
        if (server == null) {
            throw new NotLevelException("no Redis that can be reached has " + new String(key, UTF_8));
        }
        return server.reads();
    }

    /**
     * The server that has the bucket, for those who compare it with the ledger and make it level.
     *
     * @throws NotLevelException if none can be reached that has it
     */
    public RedisServer server(Bucket bucket) {
        RedisServer server = serverOf(bucket);
        if (server == null) {
            throw new NotLevelException("no Redis that can be reached has bucket " + bucket);
        }
        return server;
    }

    /** The same; null if none can be reached. */
    public @Nullable RedisServer serverOf(Bucket bucket) {
        return redis.serverOf(bucket);
    }

    /** These buckets, by which of them one command may ask for. */
    List<List<Bucket>> together(Collection<Bucket> buckets) {
        return redis.together(buckets);
    }

    /** The name of the server that decides for the bucket; empty where none can be reached. */
    public String serverName(Bucket bucket) {
        RedisServer server = redis.serverOf(bucket);
        return server == null ? "" : server.name();
    }

    /** Those that decide and can be reached. */
    public List<RedisServer> servers() {
        return redis.servers();
    }

    /** Shows those that can be reached and would decide if another were lost. */
    void eachStandby(Consumer<RedisServer> look) {
        redis.eachStandby(look);
    }

    /**
     * Finds out anew which server has which bucket: for the one who compares them with the ledger then.
     *
     * @param doubtful something says that it has changed
     */
    public void refresh(boolean doubtful) {
        redis.refresh(doubtful);
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
                    ? this.<T>meaning(on.eval(script.text().getBytes(UTF_8), reply, keys, all))
                    : CompletableFuture.failedFuture(meaning(cause));
        });
    }

    /** Waits for an answer, for callers on threads that may block. */
    public <T> T await(String attempted, CompletionStage<T> answer) {
        try {
            return answer.toCompletableFuture().get(config.commandTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ArenaException(attempted, e.getCause() == null ? e : meaning(e.getCause()));
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
        turnThread.close();
    }

    private Throwable meaning(Throwable failure) {
        Throwable meant = NotLevelException.orSame(failure);
        if (meant instanceof NotLevelException) {
            floors.doubt();
        }
        return meant;
    }

    private <T> CompletionStage<T> meaning(CompletionStage<T> called) {
        return called.exceptionallyCompose(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            return CompletableFuture.failedFuture(meaning(cause));
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
