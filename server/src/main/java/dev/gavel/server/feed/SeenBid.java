package dev.gavel.server.feed;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Money;
import java.time.Instant;

/**
 * An accepted bid.
 *
 * @param amount under proxy bidding the hidden maximum: for its own bidder's eyes only
 * @param price after the bid
 * @param leading whether the bidder led after it
 * @param at when it was received
 */
public record SeenBid(long sequence, AccountId bidder, Money amount, Money price, boolean leading, Instant at) {
    /** Without the amount. */
    @Override
    public String toString() {
        return "SeenBid[sequence=" + sequence + ", bidder=" + bidder + ", price=" + price + "]";
    }
}
