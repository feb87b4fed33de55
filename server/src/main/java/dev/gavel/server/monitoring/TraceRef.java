package dev.gavel.server.monitoring;

/**
 * Where a trace knows of something that was measured.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 */
public record TraceRef(String traceId, String spanId) {}
