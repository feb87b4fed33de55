package dev.gavel.server.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.server.arena.ArenaClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TraceClockTest {
    private final AtomicLong nanos = new AtomicLong(TimeUnit.MILLISECONDS.toNanos(500));
    private final AtomicLong aheadMillis = new AtomicLong(1_000_000);
    private final TraceClock clock = new TraceClock(
            new ArenaClock() {
                @Override
                public long stamp() {
                    return now();
                }

                @Override
                public long now() {
                    return TimeUnit.NANOSECONDS.toMillis(nanos.get()) + aheadMillis.get();
                }
            },
            nanos::get);

    @Test
    void itFollowsTheArenasTime() {
        aheadMillis.addAndGet(60_000);
        assertThat(clock.now()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1_060_500));
        long earlier = nanos.getAndAdd(1_234_567);
        assertThat(clock.at(earlier)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1_060_500));
    }

    @Test
    void whatIsFinerThanAMillisecondIsTheMonotonicClocks() {
        long before = clock.now();
        nanos.addAndGet(1_500);
        assertThat(clock.now()).isEqualTo(before + 1_500);
    }

    @Test
    void itStaysWithinTwoMillisecondsOfTheArenasTime() {
        aheadMillis.addAndGet(2);
        assertThat(clock.now()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1_000_500));
        aheadMillis.incrementAndGet();
        assertThat(clock.now()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1_000_503));
    }
}
