package dev.gavel.server.bidding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gavel.server.platform.LastSeconds;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Percentage EXACT_ENOUGH = Percentage.withPercentage(13);
    /** Where nanoTime begins is nobody's promise: before 0 as well as after. */
    private static final long BEGIN = -3 * SECOND;

    private final Latencies latencies = new Latencies();

    private Latencies.Sum at(long nanos) {
        var sum = new Latencies.Sum();
        latencies.addTo(sum, LastSeconds.second(nanos));
        return sum;
    }

    @Test
    void quantilesAreExactEnoughOverTheWholeRange() {
        for (long micros = 1; micros < 60_000_000; micros = micros * 5 / 3 + 1) {
            var one = new Latencies();
            one.add(LastSeconds.second(BEGIN), micros * 1_000);
            var sum = new Latencies.Sum();
            one.addTo(sum, LastSeconds.second(BEGIN + SECOND));
            assertThat(sum.quantile(0.5)).isCloseTo((int) micros, EXACT_ENOUGH);
        }
    }

    @Test
    void ofAThousandTheHundredthSlowestIsTheNinetiethPercentile() {
        for (int micros = 1; micros <= 1_000; micros++) {
            latencies.add(LastSeconds.second(BEGIN), micros * 1_000L);
        }
        Latencies.Sum sum = at(BEGIN + SECOND);
        assertThat(sum.count()).isEqualTo(1_000);
        assertThat(sum.quantile(0.5)).isCloseTo(500, EXACT_ENOUGH);
        assertThat(sum.quantile(0.9)).isCloseTo(900, EXACT_ENOUGH);
        assertThat(sum.quantile(0.99)).isCloseTo(990, EXACT_ENOUGH);
        assertThat(sum.quantile(1)).isCloseTo(1_000, EXACT_ENOUGH);
    }

    @Test
    void onlyTheLastSecondsThatAreOverCount() {
        latencies.add(LastSeconds.second(BEGIN), 5_000);
        assertThat(at(BEGIN).count()).as("a second under way").isZero();
        for (int second = 1; second <= LastSeconds.COUNT; second++) {
            assertThat(at(BEGIN + second * SECOND).count()).isEqualTo(1);
        }
        assertThat(at(BEGIN + (LastSeconds.COUNT + 1) * SECOND).count()).isZero();
        latencies.add(LastSeconds.second(BEGIN + LastSeconds.SLOTS * SECOND), 5_000);
        assertThat(at(BEGIN + (LastSeconds.SLOTS + 1) * SECOND).count())
                .as("a slot is used again")
                .isEqualTo(1);
        assertThat(LastSeconds.perSecond(5)).isCloseTo(1.0, within(0.001));
    }

    @Test
    void whatIsLongerThanAMinuteIsTheLongest() {
        latencies.add(LastSeconds.second(BEGIN), Long.MAX_VALUE);
        latencies.add(LastSeconds.second(BEGIN), -1);
        assertThat(at(BEGIN + SECOND).quantile(1)).isGreaterThan(50_000_000);
        assertThat(at(BEGIN + SECOND).quantile(0.5)).isEqualTo(1);
    }

    @Test
    void withoutBidsThereIsNoQuantile() {
        assertThat(at(BEGIN).quantile(0.99)).isZero();
    }
}
