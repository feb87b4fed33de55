package dev.gavel.server.bidding;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where bids enter. */
public interface Bidding {
    /**
     * What {@link #place} would answer to any bid of this account now, or null: to be asked before anything is done for
     * a bid. It takes nothing, so {@link #place} may say otherwise a moment later.
     */
    default Answer.@Nullable TooManyBids turnsAway(AccountId bidder) {
        return null;
    }

    /**
     * Queues a bid. Never blocks and never throws for what a bidder can cause.
     *
     * @param receivedAt when it reached this node, in arena time (milliseconds since 1970), from {@code ArenaClock}
     * @param answer called once, soon, on a thread that must not be blocked
     */
    void place(AuctionId auction, Bid bid, long receivedAt, Consumer<Answer> answer);
}
