package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Money;
import java.time.Duration;

/** What a bidder is told. Only {@link Decided} has a sequence; nothing else changed anything. */
public sealed interface Answer {
    /** Whether the arena was asked for it, and did or may have decided the bid. */
    default boolean askedArena() {
        return this instanceof Decided || this instanceof Unknown;
    }

    record Decided(Receipt receipt) implements Answer {}

    /** The request id was used before for this auction by this bidder, with another amount. */
    record RequestIdReused() implements Answer {}

    /** The request id is older than the arena remembers, so it cannot tell whether it was decided before. */
    record RequestIdTooOld() implements Answer {}

    /** The request id claims to be made in the future: the client's clock is wrong. */
    record RequestIdFromFuture() implements Answer {}

    record UnknownAuction() implements Answer {}

    /**
     * The account has used up its share; nothing was done.
     *
     * @param retryAfter when another bid may be let through
     */
    record TooManyBids(Limit limit, Duration retryAfter) implements Answer {
        public enum Limit {
            /** So many of its bids wait for their answers. */
            OUTSTANDING,
            /** It has placed so many bids lately, on all nodes together. */
            RATE
        }
    }

    /**
     * The amount is not above a price that the auction has had, so the arena would refuse it and was not asked. It has
     * no sequence and is not remembered.
     *
     * @param price as this node has seen it; the auction's own may be higher by now
     */
    record TooLow(AuctionId auction, Bid bid, Money price) implements Answer {}

    /** Too many bids are waiting; nothing was done. */
    record Overloaded(Duration retryAfter) implements Answer {}

    /** The arena cannot keep its promises: it is being recovered, or Redis is set up too weakly. Nothing was done. */
    record NotReady(Duration retryAfter) implements Answer {}

    /** The arena did not answer: the bid may or may not have been decided. Safe to retry under the same request id. */
    record Unknown() implements Answer {}
}
