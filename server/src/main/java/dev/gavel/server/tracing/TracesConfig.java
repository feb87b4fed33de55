package dev.gavel.server.tracing;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Settings {@code traces}.
 *
 * @param endpoint where spans are sent by OTLP over HTTP, such as {@code http://collector:4318/v1/traces}; null for
 *     no traces
 * @param sampled the share of bids without a trace of their caller's that are traced, 0 to 1. A bid that comes with a
 *     {@code traceparent} header is traced if that says so
 * @param perSecondMax how many bids of this node are traced in a second, whoever asks for it
 */
public record TracesConfig(@Nullable String endpoint, double sampled, int perSecondMax) {
    public static final TracesConfig DEFAULT = new TracesConfig(null, 0.01, 500);

    public TracesConfig {
        if (endpoint != null) {
            requireHttp(endpoint);
        }
        if (!(sampled >= 0 && sampled <= 1)) {
            throw new IllegalArgumentException("traces.sampled is a share from 0 to 1, not " + sampled);
        }
        if (perSecondMax < 1) {
            throw new IllegalArgumentException("traces.perSecondMax is at least 1, not " + perSecondMax);
        }
    }

    private static void requireHttp(String endpoint) {
        String scheme = URI.create(endpoint).getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            throw new IllegalArgumentException("traces.endpoint is the address of an OTLP receiver over HTTP, such as"
                    + " http://collector:4318/v1/traces, not " + endpoint);
        }
    }
}
