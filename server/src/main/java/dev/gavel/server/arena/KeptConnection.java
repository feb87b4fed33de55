package dev.gavel.server.arena;

import dev.gavel.server.platform.Repeating;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to Redis that is replaced once it is lost, or once nothing has come over it for so long that something
 * in between must have forgotten it.
 *
 * <p>The client's own reconnecting is off. Now and then it gives up for ever when what it connects to accepts and hangs
 * up at once, as balancers do while Redis is down; it pauses for up to 30 s; and a connection that is half open it does
 * not notice at all.
 */
final class KeptConnection {
    private static final Duration EVERY = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(KeptConnection.class);

    private final String purpose;
    private final Supplier<StatefulRedisConnection<byte[], byte[]>> connect;
    private final Runnable changed;
    private final long silenceMaxNanos;
    private volatile StatefulRedisConnection<byte[], byte[]> now;
    private @Nullable RedisFuture<String> ping;
    private long heardAtNanos = System.nanoTime();
    private boolean lost;

    /**
     * @param connect throws a {@link RedisException} if it cannot
     * @param changed told when a connection is lost, and before a command can go over another one
     * @param silenceMax a connection over which no answer came for so long is given up
     * @throws RedisException if Redis cannot be reached
     */
    KeptConnection(
            String purpose,
            Supplier<StatefulRedisConnection<byte[], byte[]>> connect,
            Runnable changed,
            Duration silenceMax) {
        this.purpose = purpose;
        this.connect = connect;
        this.changed = changed;
        this.silenceMaxNanos = silenceMax.toNanos();
        this.now = connected();
    }

    /** A lost connection is told at once: the next bids are refused rather than left to wait for an answer. */
    private StatefulRedisConnection<byte[], byte[]> connected() {
        StatefulRedisConnection<byte[], byte[]> fresh = connect.get();
        fresh.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                changed.run();
            }
        });
        return fresh;
    }

    StatefulRedisConnection<byte[], byte[]> now() {
        return now;
    }

    /** Checks from now on, until what is returned is closed. */
    Repeating keep() {
        return new Repeating("redis-" + purpose, EVERY, this::check);
    }

    /** After the checks have ended. */
    void close() {
        now.close();
    }

    private void check() {
        if (!now.isOpen()) {
            replace("lost");
        } else if (silent()) {
            replace("silent");
        }
    }

    private boolean silent() {
        RedisFuture<String> asked = ping;
        if (asked == null || asked.isDone()) {
            if (asked == null || asked.getError() == null) {
                heardAtNanos = System.nanoTime();
            }
            ping = now.async().ping();
        }
        return System.nanoTime() - heardAtNanos > silenceMaxNanos;
    }

    private void replace(String why) {
        if (!lost) {
            LOG.warn(
                    "the connection to Redis for {} is {}; another one is tried each {} ms",
                    purpose,
                    why,
                    EVERY.toMillis());
            lost = true;
            var _ = now.closeAsync();
        }
        changed.run();
        try {
            StatefulRedisConnection<byte[], byte[]> fresh = connected();
            // Another connection may lead to another Redis, so the gate closes before anything can go over it.
            changed.run();
            ping = null;
            heardAtNanos = System.nanoTime();
            now = fresh;
            lost = false;
            LOG.info("connected to Redis for {} again", purpose);
        } catch (RedisException e) {
            LOG.debug("Redis cannot be reached for {}", purpose, e);
        }
    }
}
