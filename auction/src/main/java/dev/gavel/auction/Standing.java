package dev.gavel.auction;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where an auction stands after a decision.
 *
 * @param sequence of the last decision; 0 before the first
 * @param accepted how many bids were accepted
 * @param lead null before the first accepted bid
 * @param closesAt with all extensions so far
 * @param extensions how often the close moved
 */
public record Standing(
        State state, long sequence, long accepted, @Nullable Lead lead, Instant closesAt, int extensions) {

    public enum State {
        /** Takes bids, or will from its opening time on. */
        OPEN,
        /** Takes no bids until an operator lets it go on; its close does not come nearer. */
        PAUSED,
        CLOSED,
        CANCELLED
    }

    /**
     * @param price what all see
     * @param max the leader's hidden maximum; under PLAIN the same as the price
     * @param second the best losing maximum; null while there is none
     */
    public record Lead(
            AccountId leader,
            Money price,
            Money max,
            @Nullable Money second) {
        /** Without the maximum: a standing ends up in log lines and error messages. */
        @Override
        public String toString() {
            return "Lead[leader=" + leader + ", price=" + price + "]";
        }
    }

    /** Where an auction stands before anybody has bid. */
    public static Standing beforeFirstBid(Terms terms) {
        return new Standing(State.OPEN, 0, 0, null, terms.schedule().closesAt(), 0);
    }

    public boolean hasEnded() {
        return switch (state) {
            case OPEN, PAUSED -> false;
            case CLOSED, CANCELLED -> true;
        };
    }

    /** With another sequence: one that is counted beside what is decided here. */
    public Standing at(long another) {
        return sequence == another ? this : new Standing(state, another, accepted, lead, closesAt, extensions);
    }
}
