package dev.gavel.rush.targets;

import dev.gavel.server.monitoring.MetricsConfig;

/** How closely Gavel's server watches itself. */
public enum Observed {
    /** For comparison: it counts what its console shows, and no more. */
    NOTHING,
    /** As it is by default. */
    METRICS;

    MetricsConfig metrics() {
        return new MetricsConfig(this != NOTHING);
    }
}
