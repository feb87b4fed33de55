/**
 * The road of single bids, for those who look for where one was slow: OpenTelemetry, from arrival to the ledger (ADR
 * 28).
 *
 * <p>Owns which bids are traced, and the spans. A bid's amount and its bidder are never in one. Nothing waits for what
 * is done here, and a collector that does not answer costs spans alone.
 */
@NullMarked
package dev.gavel.server.tracing;

import org.jspecify.annotations.NullMarked;
