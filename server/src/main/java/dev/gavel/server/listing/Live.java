package dev.gavel.server.listing;

import dev.gavel.auction.Standing;

/**
 * An auction with where it stands now. The standing holds the leader's hidden maximum: never hand it to a client
 * whole.
 */
public record Live(Listing listing, Standing standing) {}
