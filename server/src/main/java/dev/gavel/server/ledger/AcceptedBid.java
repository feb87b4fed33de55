package dev.gavel.server.ledger;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import java.time.Instant;

/**
 * An accepted bid as the ledger keeps it.
 *
 * @param amount under proxy bidding the hidden maximum: only its own bidder may ever be shown it
 * @param leading whether the bidder led after the decision
 * @param price after the decision
 */
public record AcceptedBid(
        AuctionId auction,
        long sequence,
        AccountId bidder,
        Money amount,
        boolean leading,
        Money price,
        Instant receivedAt,
        Instant decidedAt) {

    /** Without the amount. */
    @Override
    public String toString() {
        return "AcceptedBid[auction=" + auction + ", sequence=" + sequence + ", bidder=" + bidder + ", leading="
                + leading + ", price=" + price + ", decidedAt=" + decidedAt + "]";
    }
}
