package dev.gavel.server.ledger;

import dev.gavel.auction.AuctionId;
import java.util.Collection;

/** Who wants to know that auctions have been settled, so that the arena may forget them. */
@FunctionalInterface
public interface SettledAuctions {
    /**
     * Called after the commit of their results, and again after a crash until a call has returned: at least once.
     *
     * @throws RuntimeException if it could not be done now; it is tried again
     */
    void released(Collection<AuctionId> auctions);
}
