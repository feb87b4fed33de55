package dev.gavel.server.listing;

/** What became of a seller's wish to change a presentation. */
public sealed interface Editing {
    /** It is durable. */
    record Edited(Live live) implements Editing {}

    record Refused(Refusal why) implements Editing {}

    enum Refusal {
        UNKNOWN_AUCTION,
        NOT_THE_SELLER,
        /** A bid has been accepted: bidders rely on what they have seen. */
        HAS_BIDS,
        CANCELLED,
        CLOSED,
        /** Somebody else with the same account changes it at the same time, again and again. */
        CHANGED
    }
}
