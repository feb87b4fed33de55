package dev.gavel.rush.rival;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the rival answers, with the same content as Gavel's. */
public sealed interface RivalAnswer {
    /**
     * @param price after the decision; null while no bid has been accepted
     * @param leader after the decision; null where the first answer was given again, since it is not kept
     */
    record Decided(
            AuctionId auction,
            long sequence,
            Bid bid,
            Outcome outcome,
            @Nullable Money price,
            @Nullable AccountId leader,
            Instant closesAt,
            Instant receivedAt,
            Instant decidedAt)
            implements RivalAnswer {}

    /** The request id was used before with another amount. */
    record RequestIdReused() implements RivalAnswer {}

    record UnknownAuction() implements RivalAnswer {}

    /** No connection became free within the pool's timeout; nothing was done. */
    record Overloaded() implements RivalAnswer {}
}
