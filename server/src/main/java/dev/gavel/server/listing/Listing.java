package dev.gavel.server.listing;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Terms;
import java.time.Instant;

/**
 * An auction as its seller described it.
 *
 * @param edits how often the presentation was changed; of two, the one with more is the newer
 */
public record Listing(AuctionId id, Terms terms, Presentation shown, int edits, Instant listedAt) {
    public Listing(AuctionId id, Terms terms, String title, String description, Instant listedAt) {
        this(id, terms, Presentation.of(title, description), 0, listedAt);
    }

    public String title() {
        return shown.title();
    }

    public String description() {
        return shown.description();
    }

    Listing edited(Presentation changed) {
        return new Listing(id, terms, changed, edits + 1, listedAt);
    }
}
