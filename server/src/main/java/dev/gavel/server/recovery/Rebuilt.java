package dev.gavel.server.recovery;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Interventions;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Standing.Lead;
import dev.gavel.auction.Terms;
import dev.gavel.server.arena.RestoredTurn;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An auction's state and ranking as place-bids.lua left them, folded from its decisions.
 *
 * <p>What a decision shows (price, close, who leads) is taken over, not judged: the arena is to be as it was,
 * also where the referee disagrees with it. What it does not show (maximum, second, ranks) follows from the
 * order of the bids.
 */
final class Rebuilt {
    private final Terms terms;
    private Standing standing;
    private Interventions interventions = Interventions.NONE;
    /** Visible amounts in half units: who met the leader's maximum later stands half a unit below it. */
    private final Map<AccountId, Long> ranks = new LinkedHashMap<>();

    Rebuilt(Terms terms) {
        this.terms = terms;
        this.standing = Standing.beforeFirstBid(terms);
    }

    void apply(BidDecided decided) {
        boolean accepted = decided.outcome().accepted();
        Lead before = standing.lead();
        if (accepted) {
            rank(before, decided);
        }
        standing = new Standing(
                standing.state(),
                decided.sequence(),
                standing.accepted() + (accepted ? 1 : 0),
                accepted ? lead(before, decided) : before,
                decided.closesAt(),
                standing.extensions() + (decided.closesAt().equals(standing.closesAt()) ? 0 : 1));
    }

    void postpone(Decision.Postponed moved) {
        standing = new Standing(
                standing.state(),
                moved.sequence(),
                standing.accepted(),
                standing.lead(),
                moved.closesAt(),
                standing.extensions());
    }

    void intervene(Decision.Intervention done) {
        interventions = interventions.after(done);
        standing = new Standing(
                switch (done) {
                    case Decision.Paused _ -> Standing.State.PAUSED;
                    case Decision.Resumed _ -> Standing.State.OPEN;
                    case Decision.Cancelled _ -> Standing.State.CANCELLED;
                    case Decision.Permitted _ -> standing.state();
                },
                done.sequence(),
                standing.accepted(),
                standing.lead(),
                done instanceof Decision.Resumed resumed ? resumed.closesAt() : standing.closesAt(),
                standing.extensions());
    }

    /** Refusals may have followed the end. */
    void end(KeptAuction.End end) {
        standing = new Standing(
                end.state(),
                Math.max(end.sequence(), standing.sequence()),
                standing.accepted(),
                standing.lead(),
                standing.closesAt(),
                standing.extensions());
    }

    Standing standing() {
        return standing;
    }

    Interventions interventions() {
        return interventions;
    }

    /** As {@code next} found it. A close or cancellation in between has a sequence, too. */
    RestoredTurn.Before before(BidDecided next) {
        Lead lead = standing.lead();
        return new RestoredTurn.Before(
                next.sequence() - 1,
                lead == null ? null : lead.price(),
                standing.closesAt(),
                lead == null ? null : lead.leader());
    }

    /** Scores as place-bids.lua writes them. */
    Map<AccountId, String> ranks() {
        Map<AccountId, String> scores = new LinkedHashMap<>();
        ranks.forEach((bidder, halves) -> scores.put(bidder, halves / 2 + (halves % 2 == 0 ? "" : ".5")));
        return scores;
    }

    private Lead lead(@Nullable Lead before, BidDecided decided) {
        Money price = Objects.requireNonNull(decided.price(), "an accepted bid without a price");
        AccountId bidder = decided.bid().bidder();
        Money amount = decided.bid().amount();
        if (decided.outcome() instanceof Outcome.Outbid && before != null) {
            return new Lead(before.leader(), price, before.max(), amount);
        }
        if (before == null || terms.pricing().bidding() == Bidding.PLAIN) {
            return new Lead(bidder, price, amount, null);
        }
        return new Lead(bidder, price, amount, before.leader().equals(bidder) ? before.second() : before.max());
    }

    private void rank(@Nullable Lead before, BidDecided decided) {
        AccountId bidder = decided.bid().bidder();
        long halves = 2 * decided.bid().amount().minor();
        AccountId leader = bidder;
        if (before != null && !before.leader().equals(bidder)) {
            long max = 2 * before.max().minor();
            if (decided.outcome() instanceof Outcome.Outbid) {
                ranks.put(bidder, halves == max ? halves - 1 : halves);
                leader = before.leader();
            } else {
                ranks.put(before.leader(), max);
            }
        }
        ranks.put(
                leader,
                2
                        * Objects.requireNonNull(decided.price(), "an accepted bid without a price")
                                .minor());
    }
}
