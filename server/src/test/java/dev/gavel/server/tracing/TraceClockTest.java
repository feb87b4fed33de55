package dev.gavel.server.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.server.arena.ArenaClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TraceClockTest {
    private final AtomicLong aheadMillis = new AtomicLong(1_000_000);
    private final TraceClock clock = new TraceClock(new ArenaClock() {
        @Override
        public long stamp() {
            return now();
        }

        @Override
        public long now() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) + aheadMillis.get();
        }
    });

    @Test
    void itFollowsTheArenasTime() {
        long before = System.nanoTime();
        aheadMillis.addAndGet(60_000);
        assertThat(TimeUnit.NANOSECONDS.toMillis(clock.at(before) - before)).isBetween(1_059_997L, 1_060_003L);
    }

    @Test
    void whatIsFinerThanAMillisecondIsTheMonotonicClocks() {
        long earlier = System.nanoTime();
        assertThat(clock.at(earlier + 1_500) - clock.at(earlier)).isEqualTo(1_500);
    }
}
