package dev.gavel.auction.random;

import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision;
import java.time.Instant;

/** Something that happens to an auction and that has to be decided. */
public sealed interface RandomEvent {

    /** A bid, to be decided before the next event. */
    record Offer(Bid bid, Instant receivedAt, Kind kind) implements RandomEvent {}

    /** The bell, at or after the close. Comes once, unless the auction was cancelled; offers may follow it. */
    record Close(Instant at) implements RandomEvent {}

    /**
     * Somebody wants to do something other than bidding.
     *
     * @param wish its auction, sequence and close do not matter
     */
    record Act(Decision.Intervention wish) implements RandomEvent {}

    enum Kind {
        /** A request id that this bidder has not used here (somebody else may have). */
        NEW,
        /** An earlier offer again, word by word: the first answer, no decision. */
        REPEATED,
        /** An earlier request id of the same bidder with another amount: an error, no decision. */
        CONFLICTING
    }
}
