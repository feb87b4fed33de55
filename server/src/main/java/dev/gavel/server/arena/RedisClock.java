package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.server.platform.Repeating;
import dev.gavel.shards.Bucket;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this node's offset to Redis' clock, as NTP does: several samples, of which the one with the shortest round trip
 * says most. Rests on the monotonic clock, so nobody who sets this machine's time moves a bell.
 */
public final class RedisClock implements ArenaClock, AutoCloseable {
    private static final int SAMPLES = 5;
    private static final Duration EVERY = Duration.ofSeconds(1);
    /** Beyond this a stamp could be on the wrong side of the bell, so bids are judged at decision time instead. */
    private static final Duration UNCERTAINTY_MAX = Duration.ofMillis(50);
    /** Two machines' clocks drift apart by at most this much of the time since the last sample (500 ppm, as NTP). */
    private static final double DRIFT = 500e-6;

    private final Arena arena;
    private final Repeating sampler;
    /** Of each server that decides, by its name; of one at least. */
    private volatile Map<String, Fix> fixes = Map.of();
    /** The one whose time is this clock's; the others' differ by a few milliseconds, as their machines' clocks do. */
    private volatile String reference = "";

    private volatile Fix fix;
    private final long offsetMicrosAtStart;

    /** @param arenaMicros arena time at {@code nanoTime}, right to within {@code uncertaintyMicros} */
    private record Fix(long nanoTime, long arenaMicros, long uncertaintyMicros) {
        /** Of the server's time to this machine's monotonic clock. */
        long offsetMicros() {
            return arenaMicros - nanoTime / 1_000;
        }

        long uncertaintyMicrosAt(long now) {
            return uncertaintyMicros + (long) ((now - nanoTime) / 1_000.0 * DRIFT);
        }
    }

    /** Takes the first samples before it returns, so that the first bid can be stamped. */
    public RedisClock(Arena arena) {
        this.arena = arena;
        this.fix = sampleAll();
        this.offsetMicrosAtStart = fix.offsetMicros();
        this.sampler = new Repeating("clock", EVERY, this::resample);
    }

    @Override
    public long stamp() {
        long now = System.nanoTime();
        Fix known = fix;
        return tooUncertain(known, now) ? UNSTAMPED : millis(known, now);
    }

    @Override
    public long now() {
        return millis(fix, System.nanoTime());
    }

    /** How far {@link #now} may be from Redis' clock, in microseconds. */
    public long uncertaintyMicros() {
        return fix.uncertaintyMicrosAt(System.nanoTime());
    }

    /**
     * How far Redis' clock has moved against this machine's monotonic clock since this node started, in microseconds:
     * what the machines drift apart, or how far somebody has set a clock.
     */
    public long movedMicros() {
        return fix.offsetMicros() - offsetMicrosAtStart;
    }

    @Override
    public void close() {
        sampler.close();
    }

    private static long millis(Fix fix, long now) {
        return (fix.arenaMicros + (now - fix.nanoTime) / 1_000) / 1_000;
    }

    private void resample() {
        fix = sampleAll();
    }

    /** Takes a sample of each server, and keeps the better of it and what is known; returns the reference's. */
    private Fix sampleAll() {
        Map<String, Fix> known = fixes;
        Map<String, Fix> fresh = new TreeMap<>();
        RuntimeException failure = null;
        for (RedisServer server : arena.servers()) {
            Fix before = known.get(server.name());
            try {
                fresh.put(server.name(), better(sample(server.reads()), before));
            } catch (ArenaException e) {
                failure = e;
                if (before != null) {
                    fresh.put(server.name(), before);
                }
            }
        }
        if (fresh.isEmpty()) {
            throw failure == null ? new IllegalStateException("no server of Redis decides anything") : failure;
        }
        String first = fresh.containsKey(reference)
                ? reference
                : fresh.keySet().iterator().next();
        fixes = fresh;
        reference = first;
        return Objects.requireNonNull(fresh.get(first));
    }

    private static Fix better(Fix fresh, @Nullable Fix known) {
        long now = System.nanoTime();
        // A round trip through a busy Redis says less than what is known already.
        return known != null && known.uncertaintyMicrosAt(now) < fresh.uncertaintyMicrosAt(now) ? known : fresh;
    }

    @Override
    public long skew(Bucket bucket) {
        Fix own = fixes.get(arena.serverName(bucket));
        return own == null ? SKEW_UNKNOWN : ahead(own);
    }

    @Override
    public long inTimeOf(Bucket bucket, long stamp) {
        Fix own = fixes.get(arena.serverName(bucket));
        return stamp == UNSTAMPED || own == null || tooUncertain(own, System.nanoTime())
                ? UNSTAMPED
                : stamp + ahead(own);
    }

    private long ahead(Fix own) {
        return TimeUnit.MICROSECONDS.toMillis(own.offsetMicros() - fix.offsetMicros());
    }

    private static boolean tooUncertain(Fix known, long now) {
        return known.uncertaintyMicrosAt(now) > TimeUnit.MILLISECONDS.toMicros(UNCERTAINTY_MAX.toMillis());
    }

    private Fix sample(RedisClusterAsyncCommands<byte[], byte[]> server) {
        Fix best = sampleOnce(server);
        for (int i = 1; i < SAMPLES; i++) {
            Fix next = sampleOnce(server);
            if (next.uncertaintyMicros < best.uncertaintyMicros) {
                best = next;
            }
        }
        return best;
    }

    private Fix sampleOnce(RedisClusterAsyncCommands<byte[], byte[]> server) {
        long before = System.nanoTime();
        List<byte[]> time = arena.await("reading the clock of Redis", server.time());
        long after = System.nanoTime();
        long micros = TimeUnit.SECONDS.toMicros(number(time.get(0))) + number(time.get(1));
        // Read somewhere between the two, so in the middle, give or take half.
        long half = (after - before) / 2;
        return new Fix(before + half, micros, TimeUnit.NANOSECONDS.toMicros(half) + 1);
    }

    private static long number(byte[] decimal) {
        return Long.parseLong(new String(decimal, US_ASCII));
    }
}
