package dev.gavel.server.tracing;

import dev.gavel.server.arena.ArenaClock;
import io.opentelemetry.sdk.common.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Arena time for spans, in nanoseconds since 1970: so spans of several nodes agree with one another and with the bid
 * log. Arena time has milliseconds; what is finer is this machine's monotonic clock, kept within two of them.
 */
final class TraceClock implements Clock {
    private static final long APART_MAX = TimeUnit.MILLISECONDS.toNanos(2);

    private final ArenaClock arena;
    private final LongSupplier monotonic;
    private volatile long offset;

    TraceClock(ArenaClock arena) {
        this(arena, System::nanoTime);
    }

    /** With another monotonic clock, for tests. */
    TraceClock(ArenaClock arena, LongSupplier monotonic) {
        this.arena = arena;
        this.monotonic = monotonic;
        this.offset = arenaNanos() - monotonic.getAsLong();
    }

    @Override
    public long now() {
        return at(monotonic.getAsLong());
    }

    @Override
    public long nanoTime() {
        return monotonic.getAsLong();
    }

    /** @param nanoTime by the monotonic clock, of lately */
    long at(long nanoTime) {
        long known = offset;
        long apart = arenaNanos() - (monotonic.getAsLong() + known);
        if (Math.abs(apart) > APART_MAX) {
            known += apart;
            offset = known;
        }
        return nanoTime + known;
    }

    private long arenaNanos() {
        return TimeUnit.MILLISECONDS.toNanos(arena.now());
    }
}
