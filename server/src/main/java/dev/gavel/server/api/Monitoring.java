package dev.gavel.server.api;

import dev.gavel.server.monitoring.BidMeters;
import dev.gavel.server.monitoring.Metrics;
import dev.gavel.server.monitoring.Readiness;

/** What operators see through the API. */
public record Monitoring(Metrics metrics, BidMeters bids, Readiness readiness) {}
