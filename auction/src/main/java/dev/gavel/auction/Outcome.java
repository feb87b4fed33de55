package dev.gavel.auction;

/** What became of a bid. */
public sealed interface Outcome {
    /** Accepted, and the bidder leads. */
    record Leading() implements Outcome {}

    /** Accepted, and somebody else leads: the amount did not beat the leader's maximum. */
    record Outbid() implements Outcome {}

    /** Refused; nothing but the sequence changed. */
    record Refused(Reason reason) implements Outcome {}

    default boolean accepted() {
        return !(this instanceof Refused);
    }
}
