package dev.gavel.server.recovery;

import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Standing;
import dev.gavel.server.listing.Listing;
import java.time.Duration;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * An auction as the ledger has it.
 *
 * @param end null while it is open
 * @param bids accepted and refused, in the order of their sequences
 */
public record KeptAuction(Listing listing, @Nullable End end, Iterator<BidDecided> bids) {
    /**
     * @param sequence of the close or cancellation
     * @param settledAgo null where it was not settled: such an auction stays in the arena
     */
    public record End(
            Standing.State state, long sequence, @Nullable Duration settledAgo) {}
}
