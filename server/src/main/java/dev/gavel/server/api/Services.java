package dev.gavel.server.api;

import dev.gavel.server.feed.Feed;
import dev.gavel.server.identity.TokenVerifier;

/** All that the API stands in front of. */
public record Services(Markets markets, Ledger ledger, Feed feed, TokenVerifier tokens, Monitoring monitoring) {}
