package dev.gavel.server.monitoring;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The server's registry of meters, and what it shows of them to Prometheus. */
public final class Metrics implements AutoCloseable {
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
    private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

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

    private final Exemplars exemplars = new Exemplars();
    private final @Nullable PrometheusMeterRegistry prometheus;
    private final MeterRegistry registry;
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    public Metrics() {
        this(MetricsConfig.DEFAULT);
    }

    public Metrics(MetricsConfig config) {
        this.prometheus = config.enabled()
                ? new PrometheusMeterRegistry(
                        PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, exemplars)
                : null;
        // A composite of no registries makes meters that do nothing.
        this.registry = prometheus == null ? new CompositeMeterRegistry() : prometheus;
        if (prometheus != null) {
            new JvmMemoryMetrics().bindTo(registry);
            new JvmThreadMetrics().bindTo(registry);
            new ClassLoaderMetrics().bindTo(registry);
            new ProcessorMetrics().bindTo(registry);
            new UptimeMetrics().bindTo(registry);
            new FileDescriptorMetrics().bindTo(registry);
            garbageCollection.bindTo(registry);
        }
    }

    /** For meters that a feature adds itself. */
    public MeterRegistry registry() {
        return registry;
    }

    public boolean isEnabled() {
        return prometheus != null;
    }

    /**
     * Says which build this is.
     *
     * @param formats of the arena that it knows
     * @param scripts a short digest of them
     */
    public void build(String version, String formats, String scripts) {
        Gauge.builder("gavel.build.info", () -> 1)
                .description("1, with the build of this node")
                .tag("version", version)
                .tag("log_format", formats)
                .tag("scripts", scripts)
                .register(registry);
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

    /** What is recorded meanwhile on this thread is shown with the trace. */
    void during(TraceRef trace, Runnable recording) {
        exemplars.during(trace, recording);
    }

    /**
     * All meters, in one of Prometheus' two text formats.
     *
     * @param mediaType of the format, for the response
     */
    public record Scrape(String mediaType, String text) {}

    /**
     * @param accept the header of who asks; null if there was none
     * @return null where this node does not measure itself
     */
    public @Nullable Scrape scrape(@Nullable String accept) {
        if (prometheus == null) {
            return null;
        }
        // Exemplars are in OpenMetrics alone.
        String type = accept != null && accept.contains(OPEN_METRICS) ? OPEN_METRICS_TYPE : TEXT_TYPE;
        return new Scrape(type, prometheus.scrape(type));
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
