package dev.gavel.auction;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the bid log: what the arena decided about an auction. Each carries the auction's next sequence, without
 * gaps: 0 for its opening, then 1, 2, 3, … whatever the kind.
 */
public sealed interface Decision {
    AuctionId auction();

    long sequence();

    Instant decidedAt();

    /** The auction was put into the arena; its sequence is 0. */
    record Opened(AuctionId auction, Instant decidedAt, Terms terms) implements Decision {
        @Override
        public long sequence() {
            return 0;
        }
    }

    /**
     * A bid was decided.
     *
     * @param receivedAt when it reached a node, in arena time; never after {@code decidedAt}
     * @param price after the decision; null while no bid has been accepted
     * @param leader after the decision; null while no bid has been accepted
     * @param closesAt after the decision
     */
    record BidDecided(
            AuctionId auction,
            long sequence,
            Instant decidedAt,
            Bid bid,
            Instant receivedAt,
            Outcome outcome,
            @Nullable Money price,
            @Nullable AccountId leader,
            Instant closesAt)
            implements Decision {}

    /**
     * The close passed in an outage and is later now, so that nothing closes on bids that people could not place. No
     * extension by the terms: it does not count as one, and {@code latestClose} does not bound it.
     *
     * @param closesAt after the decision
     */
    record Postponed(AuctionId auction, long sequence, Instant decidedAt, Outage outage, Instant closesAt)
            implements Decision {}

    /** The bell: no later decision of this auction accepts a bid. */
    record Closed(AuctionId auction, long sequence, Instant decidedAt, Instant closesAt, Result result)
            implements Decision {}

    /** What somebody did to the auction, other than bidding. */
    sealed interface Intervention extends Decision {
        /** The seller, an operator, or the bidder who asks. */
        AccountId by();

        /** For everybody to read where the auction is paused or cancelled; may be empty. */
        String reason();
    }

    /** An operator stopped it: bids are refused until it goes on. */
    record Paused(AuctionId auction, long sequence, Instant decidedAt, AccountId by, String reason)
            implements Intervention {}

    /**
     * An operator let it go on.
     *
     * @param closesAt from then on: later by the length of the pause
     */
    record Resumed(AuctionId auction, long sequence, Instant decidedAt, AccountId by, String reason, Instant closesAt)
            implements Intervention {}

    /** Its seller withdrew it before the first accepted bid, or an operator ended it, with bids or without. */
    record Cancelled(AuctionId auction, long sequence, Instant decidedAt, AccountId by, String reason)
            implements Intervention {}

    /** Something is said of one bidder from now on; earlier bids stay. */
    record Permitted(
            AuctionId auction,
            long sequence,
            Instant decidedAt,
            AccountId by,
            String reason,
            AccountId bidder,
            Permit permit)
            implements Intervention {}
}
