package dev.gavel.rush.targets;

import dev.gavel.server.monitoring.MetricsConfig;
import dev.gavel.server.tracing.TracesConfig;

/** How closely Gavel's server watches itself. */
public enum Observed {
    /** For comparison: it counts what its console shows, and no more. */
    NOTHING,
    /** As it is by default. */
    METRICS,
    /** Besides, the usual share of bids is traced, for a collector that takes every span. */
    TRACES;

    MetricsConfig metrics() {
        return new MetricsConfig(this != NOTHING);
    }

    TracesConfig traces() {
        TracesConfig usual = TracesConfig.DEFAULT;
        return this == TRACES ? new TracesConfig(SpanSink.endpoint(), usual.sampled(), usual.perSecondMax()) : usual;
    }
}
