package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a bid that was decided; the same for every retry of it. The bidder leads iff the outcome is Leading.
 *
 * @param price after the decision; null while no bid has been accepted
 * @param closesAt after the decision
 */
public record Receipt(
        AuctionId auction,
        long sequence,
        Bid bid,
        Outcome outcome,
        @Nullable Money price,
        Instant closesAt,
        Instant receivedAt,
        Instant decidedAt) {}
