package dev.gavel.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RushTest {
    private static final Duration LENGTH = Duration.ofSeconds(20);

    private final Rush rush = new Rush(LENGTH);

    @Test
    void the_rate_at_the_close_is_a_hundred_times_that_at_the_opening() {
        assertThat(rush.intensity(LENGTH.toMillis())).isCloseTo(1, within(1e-9));
        assertThat(rush.intensity(0)).isCloseTo(Rush.PEAK, within(1e-9));
        assertThat(rush.intensity(1_000)).isBetween(1.0, Rush.PEAK);
    }

    @Test
    void some_come_too_late_and_then_nobody() {
        assertThat(rush.intensity(-1)).isPositive();
        assertThat(rush.intensity(-Rush.tooLate().toMillis() - 1)).isZero();
    }

    @Test
    void as_many_arrive_as_the_rate_says_in_the_order_of_time() {
        var arrivals = new Arrivals(new SplittableRandom(7), 0);
        var count = new AtomicLong();
        var last = new AtomicLong();
        for (long millis = 1; millis <= 10_000; millis++) {
            arrivals.advance(millis * 1_000_000, _ -> 200, at -> {
                assertThat(at).isGreaterThanOrEqualTo(last.getAndSet(at));
                count.incrementAndGet();
            });
        }
        // 2,000 are expected, with a standard deviation of 45.
        assertThat(count.get()).isBetween(1_800L, 2_200L);
    }
}
