package dev.gavel.server.listing;

import dev.gavel.auction.Standing;

/**
 * An auction with where it stands now. The standing holds the leader's hidden maximum: never hand it to a client
 * whole.
 *
 * @param notice why it is paused or was cancelled; may be empty
 */
public record Live(Listing listing, Standing standing, String notice) {
    /** One of which nothing is to be said. */
    public Live(Listing listing, Standing standing) {
        this(listing, standing, "");
    }
}
