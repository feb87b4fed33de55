package dev.gavel.auction;

import java.time.Instant;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * What the seller promised: everything that decides bids and does not change while they come.
 *
 * @param approval whether only approved bidders may bid
 */
public record Terms(AccountId seller, Pricing pricing, Schedule schedule, boolean approval) {
    /** For everybody to bid. */
    public Terms(AccountId seller, Pricing pricing, Schedule schedule) {
        this(seller, pricing, schedule, false);
    }

    /**
     * @param opening the least that the first bid may be
     * @param reserve hidden, at least 1; the auction is sold only if the leader's maximum reaches it; null means none
     */
    public record Pricing(
            Currency currency,
            Bidding bidding,
            Money opening,
            StepTable steps,
            @Nullable Money reserve) {
        public Pricing {
            if (Money.ZERO.equals(reserve)) {
                throw new IllegalArgumentException("a reserve is at least 1; null means none");
            }
        }

        /** Without the reserve: terms end up in log lines and error messages. */
        @Override
        public String toString() {
            return "Pricing[currency=" + currency + ", bidding=" + bidding + ", opening=" + opening + ", steps=" + steps
                    + "]";
        }
    }

    /**
     * @param opensAt bids received before it are refused
     * @param closesAt bids received at or after it are refused, unless extended
     * @param softClose null means that the close never moves
     */
    public record Schedule(
            Instant opensAt, Instant closesAt, @Nullable SoftClose softClose) {
        public Schedule {
            Millis.requireInstant("opensAt", opensAt);
            Millis.requireInstant("closesAt", closesAt);
            if (!opensAt.isBefore(closesAt)) {
                throw new IllegalArgumentException("an auction must open before it closes");
            }
            if (softClose != null
                    && softClose.latestClose() != null
                    && softClose.latestClose().isBefore(closesAt)) {
                throw new IllegalArgumentException("latestClose is before closesAt");
            }
        }
    }
}
