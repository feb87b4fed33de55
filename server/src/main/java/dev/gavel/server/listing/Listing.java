package dev.gavel.server.listing;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Terms;
import java.time.Instant;

/**
 * An auction as its seller described it.
 *
 * @param title 1 to {@link #TITLE_LENGTH_MAX} characters
 * @param description at most {@link #DESCRIPTION_LENGTH_MAX} characters
 */
public record Listing(AuctionId id, Terms terms, String title, String description, Instant listedAt) {
    public static final int TITLE_LENGTH_MAX = 200;
    public static final int DESCRIPTION_LENGTH_MAX = 10_000;
}
