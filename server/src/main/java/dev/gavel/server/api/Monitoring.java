package dev.gavel.server.api;

import dev.gavel.server.monitoring.BidMeters;
import dev.gavel.server.monitoring.Metrics;
import dev.gavel.server.monitoring.Readiness;
import dev.gavel.server.tracing.Traces;

/** What operators see through the API. */
public record Monitoring(Metrics metrics, BidMeters bids, Readiness readiness, Traces traces) {}
