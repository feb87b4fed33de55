package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import java.util.function.Consumer;

/** Where bids enter. */
public interface Bidding {
    /**
     * Queues a bid. Never blocks and never throws for what a bidder can cause.
     *
     * @param receivedAt when it reached this node, in arena time (milliseconds since 1970), from {@code ArenaClock}
     * @param answer called once, soon, on a thread that must not be blocked
     */
    void place(AuctionId auction, Bid bid, long receivedAt, Consumer<Answer> answer);
}
