package dev.gavel.rush.history;

import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a bidder was told about a bid. */
public sealed interface Told {
    long NO_PRICE = -1;

    /**
     * An acknowledgement: this has to stand for ever.
     *
     * @param outcome {@code LEADING}, {@code OUTBID}, or the reason of a refusal
     * @param price after the decision; {@link #NO_PRICE} while no bid has been accepted
     * @param receivedAt milliseconds since 1970 in the arena's time, as the next two
     */
    record Decided(long sequence, String outcome, long price, long receivedAt, long decidedAt, long closesAt)
            implements Told {
        public boolean accepted() {
            return outcome.equals("LEADING") || outcome.equals("OUTBID");
        }
    }

    /**
     * Turned away, or not known: it has no sequence.
     *
     * @param problem the last part of the problem's type, such as {@code overloaded}
     */
    record Undecided(int status, String problem) implements Told {
        private static final Set<String> NOT_PLACED = Set.of("too-many-bids", "overloaded", "arena-not-ready");
        private static final Set<String> NOT_KNOWN = Set.of("outcome-unknown", "store-unavailable");

        /** Whether it was refused for good without being decided, since a price never falls. */
        public boolean refused() {
            return problem.equals("too-low");
        }

        /** Whether it is the account that has to wait. */
        public boolean tooMany() {
            return problem.equals("too-many-bids");
        }

        /** Whether the server says that it has done nothing with the bid; it may come again under the same id. */
        public boolean notPlaced() {
            return NOT_PLACED.contains(problem);
        }
    }

    /** No answer, or none that makes sense. */
    record Lost(String why) implements Told {}

    /** Whether the bidder knows what became of the bid. */
    default boolean answers() {
        return this instanceof Decided || (this instanceof Undecided undecided && undecided.refused());
    }

    /** Whether the same bid under the same id may get another answer. */
    default boolean mayComeAgain() {
        return switch (this) {
            case Decided _ -> false;
            case Undecided undecided -> undecided.notPlaced() || Undecided.NOT_KNOWN.contains(undecided.problem());
            case Lost _ -> true;
        };
    }

    /** One word for reports: the outcome, the problem, or that it was lost. */
    default String word() {
        return switch (this) {
            case Decided decided -> decided.outcome();
            case Undecided undecided -> undecided.problem();
            case Lost _ -> "lost";
        };
    }

    /** As it is called in answers and reports. */
    static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Leading _ -> "LEADING";
            case Outcome.Outbid _ -> "OUTBID";
            case Outcome.Refused(Reason reason) -> reason.name();
        };
    }

    static long price(@Nullable Money price) {
        return price == null ? NO_PRICE : price.minor();
    }
}
