package dev.gavel.server.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PerSecondTest {
    @Test
    void eachSecondLetsItsNumberThrough() {
        var perSecond = new PerSecond(2);
        long noon = TimeUnit.SECONDS.toNanos(43_200);
        assertThat(perSecond.take(noon)).isTrue();
        assertThat(perSecond.take(noon + 1)).isTrue();
        assertThat(perSecond.take(noon + TimeUnit.MILLISECONDS.toNanos(999))).isFalse();
        assertThat(perSecond.take(noon + TimeUnit.SECONDS.toNanos(1))).isTrue();
    }
}
