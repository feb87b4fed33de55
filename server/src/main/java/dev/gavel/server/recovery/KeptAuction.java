package dev.gavel.server.recovery;

import dev.gavel.auction.Decision;
import dev.gavel.auction.Standing;
import dev.gavel.server.listing.Listing;
import java.time.Duration;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * An auction as the ledger has it.
 *
 * @param end null while it is open
 * @param decisions bids, accepted and refused, and moved closes, in the order of their sequences
 */
public record KeptAuction(Listing listing, @Nullable End end, Iterator<Decision> decisions) {
    /**
     * @param sequence of the close or cancellation
     * @param settledAgo null where it was not settled: such an auction stays in the arena
     */
    public record End(
            Standing.State state, long sequence, @Nullable Duration settledAgo) {}
}
