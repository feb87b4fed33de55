package dev.gavel.server.monitoring;

import dev.gavel.server.platform.Repeating;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Shows each readiness check. They may wait for a store, so they are run now and then and not for each scrape. */
public final class ReadyMeters implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(2);
    /** Longer than the checks wait for stores that do not answer. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final Readiness readiness;
    private final Readings ready;
    private final Repeating looking;

    public ReadyMeters(Readiness readiness, MeterRegistry registry) {
        this.readiness = readiness;
        this.ready = Readings.gauge(
                registry, "gavel.ready", "Whether a readiness check finds all well: 1 or 0", FRESH, "check");
        this.looking = new Repeating("meters-ready", EVERY, this::look);
    }

    private void look() {
        Map<List<String>, Double> found = new HashMap<>();
        for (Readiness.Finding finding : readiness.findings()) {
            found.put(List.of(finding.name()), finding.trouble().isEmpty() ? 1.0 : 0.0);
        }
        ready.tell(found);
    }

    @Override
    public void close() {
        looking.close();
    }
}
