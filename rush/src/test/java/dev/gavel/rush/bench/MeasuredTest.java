package dev.gavel.rush.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MeasuredTest {
    @Test
    void besideARivalTheRangeIsThatOfTheRatios() {
        Measured measured = Measured.of("bids", "bids/s", List.of(200.0, 90.0, 330.0), List.of(2.0, 1.0, 3.0));
        assertThat(measured).isEqualTo(new Measured("bids", "bids/s", 200, 2.0, 100.0, 3, 90, 110));
    }

    @Test
    void aloneItIsThatOfTheValues() {
        Measured measured = Measured.of("p99", "ms", List.of(9.0, 8.0, 11.0, 10.0), List.of());
        assertThat(measured).isEqualTo(new Measured("p99", "ms", 9.5, null, null, 4, 8, 11));
        assertThat(new Results(List.of(measured)).table()).contains("8.000 to 11.00, 4   ms");
    }
}
