package dev.gavel.auction.scenario;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Referee;
import dev.gavel.auction.Result;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Terms;
import java.time.Instant;

/** Keeps the standing between the decisions of some rules. */
final class ByRules implements Decider {
    private final Rules rules;
    private final Terms terms;
    private Standing standing;

    ByRules(Rules rules, Terms terms) {
        this.rules = rules;
        this.terms = terms;
        this.standing = Standing.beforeFirstBid(terms);
    }

    @Override
    public Seen bid(AccountId bidder, Money amount, Instant receivedAt) {
        Referee.Ruling ruling = rules.decide(terms, standing, bidder, amount, receivedAt);
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
    public boolean cancel(Instant at) {
        if (!rules.mayCancel(standing)) {
            return false;
        }
        // Not the referee's own cancel, which would stop a planted fault instead of letting it show.
        standing = new Standing(
                Standing.State.CANCELLED,
                standing.sequence() + 1,
                standing.accepted(),
                standing.lead(),
                standing.closesAt(),
                standing.extensions());
        return true;
    }
}
