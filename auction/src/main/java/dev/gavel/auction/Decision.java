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

    /** The seller withdrew it before the first accepted bid. */
    record Cancelled(AuctionId auction, long sequence, Instant decidedAt) implements Decision {}
}
