package dev.gavel.server.tracing;

import dev.gavel.server.arena.TraceMark;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** W3C ids as numbers and as OpenTelemetry has them. */
final class Ids {
    private static final HexFormat HEX = HexFormat.of();

    private Ids() {}

    static long number(byte[] id, int at) {
        return ByteBuffer.wrap(id).getLong(at);
    }

    /** The span under which the rest of a bid's road stands, on whichever node it began. */
    static SpanContext parent(TraceMark mark) {
        return SpanContext.createFromRemoteParent(
                HEX.toHexDigits(mark.traceHigh()) + HEX.toHexDigits(mark.traceLow()),
                HEX.toHexDigits(mark.span()),
                TraceFlags.getSampled(),
                TraceState.getDefault());
    }
}
