package dev.gavel.auction.scenario;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Result;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whoever decides one auction and is held to the book. */
public interface Decider {
    /** What all can see after a bid was decided, with the sequence of that decision. */
    record Seen(
            long sequence,
            Outcome outcome,
            @Nullable Money price,
            @Nullable AccountId leader,
            Instant closesAt) {}

    Seen bid(AccountId bidder, Money amount, Instant receivedAt);

    /** The bell, at a time not before the close. */
    Result close(Instant at);

    /**
     * What the seller or an operator does, other than bidding.
     *
     * @param wish its auction, sequence and close do not matter
     * @return the close after it; null if it is refused, which takes no sequence
     */
    @Nullable
    Instant intervene(Decision.Intervention wish);
}
