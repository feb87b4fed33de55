package dev.gavel.server.monitoring;

import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * Says of which trace the value is that is being recorded. Nothing but {@link #during} sets it, so no other meter shows
 * a trace by chance.
 */
final class Exemplars implements SpanContext {
    private static final ThreadLocal<TraceRef> CURRENT = new ThreadLocal<>();

    void during(@Nullable TraceRef trace, Runnable recording) {
        if (trace == null) {
            recording.run();
            return;
        }
        CURRENT.set(trace);
        try {
            recording.run();
        } finally {
            CURRENT.remove();
        }
    }

    @Override
    public @Nullable String getCurrentTraceId() {
        TraceRef trace = CURRENT.get();
        return trace == null ? null : trace.traceId();
    }

    @Override
    public @Nullable String getCurrentSpanId() {
        TraceRef trace = CURRENT.get();
        return trace == null ? null : trace.spanId();
    }

    @Override
    public boolean isCurrentSpanSampled() {
        return CURRENT.get() != null;
    }

    @Override
    public void markCurrentSpanAsExemplar() {}
}
