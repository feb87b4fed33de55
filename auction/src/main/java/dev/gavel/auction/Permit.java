package dev.gavel.auction;

import org.jspecify.annotations.Nullable;

/**
 * What is said of one bidder in one auction, by its seller, an operator, or, when they ask, the bidder. Of most bidders
 * nothing is said.
 *
 * @param limit the most that the bidder may bid in this auction; null means no limit
 */
public record Permit(Admission admission, @Nullable Money limit) {
    /** How many bidders of one auction something may be said of. */
    public static final int PER_AUCTION_MAX = 10_000;
    /** How many of them may have asked, so that those who ask leave room to those who answer. */
    public static final int ASKED_MAX = 5_000;

    /** The list is closed: every side switches over it without a default. */
    public enum Admission {
        /** Wishes to bid where approval is needed; nobody has answered. */
        ASKED,
        APPROVED,
        /** May not bid, whoever else may. */
        BLOCKED
    }

    public static final Permit ASKED = new Permit(Admission.ASKED, null);

    /** Without the limit: it is the bidder's and the seller's affair, and permits end up in log lines. */
    @Override
    public String toString() {
        return "Permit[" + admission + (limit == null ? "]" : ", with a limit]");
    }
}
