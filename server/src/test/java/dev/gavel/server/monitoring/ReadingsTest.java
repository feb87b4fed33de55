package dev.gavel.server.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadingsTest {
    private static final List<String> ONE = List.of("one");
    private static final List<String> OTHER = List.of("other");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void what_is_not_told_any_more_is_absent_and_comes_back() {
        Readings readings = readings(Duration.ofMinutes(1));
        readings.tell(Map.of(ONE, 1.0, OTHER, 2.0));
        assertThat(value("one")).isEqualTo(1);
        readings.tell(Map.of(OTHER, 3.0));
        assertThat(gauge("one")).isNull();
        assertThat(value("other")).isEqualTo(3);
        readings.tellNothing();
        assertThat(registry.getMeters()).isEmpty();
        readings.tell(Map.of(ONE, 4.0));
        assertThat(value("one")).isEqualTo(4);
    }

    @Test
    void what_nobody_has_told_for_long_is_not_a_number() {
        Readings readings = readings(Duration.ofNanos(-1));
        readings.tell(Map.of(ONE, 1.0));
        assertThat(value("one")).isNaN();
    }

    private Readings readings(Duration fresh) {
        return Readings.gauge(registry, "gavel.test", "a test", fresh, "name");
    }

    private double value(String name) {
        return registry.get("gavel.test").tag("name", name).gauge().value();
    }

    private @Nullable Gauge gauge(String name) {
        return registry.find("gavel.test").tag("name", name).gauge();
    }
}
