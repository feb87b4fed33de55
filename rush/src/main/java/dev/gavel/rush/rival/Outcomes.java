package dev.gavel.rush.rival;

import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;

/** Outcomes as words, in the rival's tables and replies. */
final class Outcomes {
    private static final String LEADING = "LEADING";
    private static final String OUTBID = "OUTBID";

    private Outcomes() {}

    static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Leading _ -> LEADING;
            case Outcome.Outbid _ -> OUTBID;
            case Outcome.Refused(Reason reason) -> reason.name();
        };
    }

    static Outcome parse(String word) {
        return switch (word) {
            case LEADING -> new Outcome.Leading();
            case OUTBID -> new Outcome.Outbid();
            default -> new Outcome.Refused(Reason.valueOf(word));
        };
    }
}
