package dev.gavel.auction.scenario;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Interventions;
import dev.gavel.auction.Money;
import dev.gavel.auction.Permit;
import dev.gavel.auction.Referee;
import dev.gavel.auction.Result;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Terms;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The rules as values: the referee's, or a copy of them with a planted fault. */
public interface Rules {
    /** The true ones. */
    Rules REFEREE = new Rules() {
        @Override
        public Referee.Ruling decide(
                Terms terms,
                Standing standing,
                @Nullable Permit permit,
                AccountId bidder,
                Money amount,
                Instant receivedAt) {
            return Referee.decide(terms, standing, permit, bidder, amount, receivedAt);
        }

        @Override
        public @Nullable Standing intervene(
                Terms terms, Standing standing, Interventions before, Decision.Intervention done) {
            return Referee.intervene(terms, standing, before, done);
        }

        @Override
        public Result result(Terms terms, Standing standing) {
            return Referee.result(terms, standing);
        }
    };

    Referee.Ruling decide(
            Terms terms,
            Standing standing,
            @Nullable Permit permit,
            AccountId bidder,
            Money amount,
            Instant receivedAt);

    @Nullable
    Standing intervene(Terms terms, Standing standing, Interventions before, Decision.Intervention done);

    Result result(Terms terms, Standing standing);

    /** One auction decided by these rules. */
    default Decider decider(Terms terms) {
        return new ByRules(this, terms);
    }
}
