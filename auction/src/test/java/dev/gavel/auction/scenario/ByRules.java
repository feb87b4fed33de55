package dev.gavel.auction.scenario;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Interventions;
import dev.gavel.auction.Money;
import dev.gavel.auction.Referee;
import dev.gavel.auction.Result;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Terms;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Keeps the standing between the decisions of some rules. */
final class ByRules implements Decider {
    private final Rules rules;
    private final Terms terms;
    private Standing standing;
    private Interventions interventions = Interventions.NONE;

    ByRules(Rules rules, Terms terms) {
        this.rules = rules;
        this.terms = terms;
        this.standing = Standing.beforeFirstBid(terms);
    }

    @Override
    public Seen bid(AccountId bidder, Money amount, Instant receivedAt) {
        Referee.Ruling ruling = rules.decide(terms, standing, interventions.permit(bidder), bidder, amount, receivedAt);
        standing = ruling.after();
        Standing.Lead lead = standing.lead();
        return new Seen(
                standing.sequence(),
                ruling.outcome(),
                lead == null ? null : lead.price(),
                lead == null ? null : lead.leader(),
                standing.closesAt());
    }

    @Override
    public Result close(Instant at) {
        standing = Referee.close(standing);
        return rules.result(terms, standing);
    }

    @Override
    public @Nullable Instant intervene(Decision.Intervention wish) {
        Standing after = rules.intervene(terms, standing, interventions, wish);
        if (after == null) {
            return null;
        }
        standing = after;
        interventions = interventions.after(wish);
        return standing.closesAt();
    }
}
