package dev.gavel.server.monitoring;

/**
 * Whether this node measures itself for Prometheus.
 *
 * @param enabled false makes every meter do nothing, and {@code /metrics} say so; the console, which counts for itself,
 *     shows what it shows
 */
public record MetricsConfig(boolean enabled) {
    public static final MetricsConfig DEFAULT = new MetricsConfig(true);
}
