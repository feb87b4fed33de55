package dev.gavel.server.api;

import dev.gavel.server.monitoring.Metrics;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The timers of one event loop's requests, found without asking the registry each time. */
final class RequestTimers {
    private record Key(Route route, int status) {}

    private final Metrics metrics;
    private final Map<Key, Timer> timers = new HashMap<>();

    RequestTimers(Metrics metrics) {
        this.metrics = metrics;
    }

    void record(Route route, int status, long nanos) {
        timers.computeIfAbsent(
                        new Key(route, status),
                        key -> metrics.requests(route.method().name(), route.template(), status))
                .record(nanos, TimeUnit.NANOSECONDS);
    }
}
