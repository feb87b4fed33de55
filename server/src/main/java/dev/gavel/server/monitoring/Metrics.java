package dev.gavel.server.monitoring;

import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The server's meters. The hot ones are made once, so that counting a bid is one addition. */
public final class Metrics implements AutoCloseable {
    /** The buckets of a request's duration: around what a bid may take (1 to 10 ms) and where it hurts (1 s). */
    private static final Duration[] REQUEST_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final Counter leading = bids("leading");
    private final Counter outbid = bids("outbid");
    private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);
    private final Map<String, Counter> undecided = new ConcurrentHashMap<>();

    public Metrics() {
        for (Reason reason : Reason.values()) {
            refused.put(reason, bids(reason.name().toLowerCase(Locale.ROOT)));
        }
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
    }

    /** For meters that a feature adds itself. */
    public MeterRegistry registry() {
        return registry;
    }

    public void bidDecided(Outcome outcome) {
        switch (outcome) {
            case Outcome.Leading _ -> leading.increment();
            case Outcome.Outbid _ -> outbid.increment();
            case Outcome.Refused(Reason reason) -> {
                Counter counter = refused.get(reason);
                if (counter != null) {
                    counter.increment();
                }
            }
        }
    }

    /** @param why one of a closed list, since each makes a time series */
    public void bidNotDecided(String why) {
        undecided.computeIfAbsent(why, this::bids).increment();
    }

    /** Bids answered so far, by outcome. */
    public Map<String, Long> bids() {
        Map<String, Long> bids = new HashMap<>();
        registry.find("gavel.bids")
                .counters()
                .forEach(counter ->
                        bids.put(String.valueOf(counter.getId().getTag("outcome")), Math.round(counter.count())));
        return bids;
    }

    /** @param route the template ({@code /v1/auctions/{id}}), never the path, which would name auctions */
    public Timer requests(String method, String route, int status) {
        return Timer.builder("gavel.http.requests")
                .description("From the headers' arrival to the response's end")
                .tag("method", method)
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .serviceLevelObjectives(REQUEST_BUCKETS)
                .register(registry);
    }

    /** All meters in Prometheus' text format, version 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }

    private Counter bids(String outcome) {
        return Counter.builder("gavel.bids")
                .description("Bids that this node answered, by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }
}
