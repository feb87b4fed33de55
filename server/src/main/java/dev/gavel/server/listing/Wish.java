package dev.gavel.server.listing;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Permit;

/** What somebody wants done to an auction, other than bidding. */
public sealed interface Wish {
    AccountId by();

    /** Whether as an operator; else as its seller. */
    boolean operator();

    /** At most {@link dev.gavel.auction.Interventions#REASON_LENGTH_MAX} characters; may be empty. */
    String reason();

    record Pause(AccountId by, String reason) implements Wish {
        @Override
        public boolean operator() {
            return true;
        }
    }

    record Resume(AccountId by, String reason) implements Wish {
        @Override
        public boolean operator() {
            return true;
        }
    }

    /** A seller may until the first bid, an operator until the close. Nobody is an operator of their own auctions. */
    record Cancel(AccountId by, boolean operator, String reason) implements Wish {
        public static Cancel bySeller(AccountId seller) {
            return new Cancel(seller, false, "");
        }
    }

    record Say(AccountId by, boolean operator, String reason, AccountId bidder, Permit permit) implements Wish {}

    /** A bidder asks to be approved. */
    record Ask(AccountId by) implements Wish {
        @Override
        public boolean operator() {
            return false;
        }

        @Override
        public String reason() {
            return "";
        }
    }
}
