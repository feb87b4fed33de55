package dev.gavel.auction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.FaultyReferee.Fault;
import dev.gavel.auction.random.RandomAuction;
import dev.gavel.auction.random.RandomAuctions;
import dev.gavel.auction.random.RandomEvent;
import dev.gavel.auction.scenario.Rules;
import dev.gavel.auction.scenario.Scenario;
import dev.gavel.auction.scenario.ScenarioBook;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That the book and the random auctions can fail: each planted fault is caught by both. */
class PlantedFaultsTest {
    /** As many as the differential test against the arena takes at least. */
    private static final int BIDS = 200_000;

    private static final long SEED = RandomAuctions.seed();
    private static final List<Scenario> BOOK = ScenarioBook.all();

    @Test
    void theCopyWithoutAFaultIsTheReferee() {
        Rules copy = new FaultyReferee(Fault.NONE);
        BOOK.forEach(scenario -> scenario.play(copy::decider));
        assertThat(difference(copy, SEED)).as("seed %d", SEED).isNull();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theBookCatches(Fault fault) {
        assertThat(BOOK).as("scenarios that fail with %s", fault).anyMatch(scenario -> fails(scenario, fault));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void randomAuctionsCatch(Fault fault) {
        assertThat(difference(new FaultyReferee(fault), SEED))
                .as("first difference with %s, seed %d", fault, SEED)
                .isNotNull();
    }

    private static boolean fails(Scenario scenario, Fault fault) {
        try {
            scenario.play(new FaultyReferee(fault)::decider);
            return false;
        } catch (AssertionError | IllegalArgumentException e) {
            return true;
        }
    }

    /** The first decision over {@value #BIDS} bids in which the rules and the referee differ, or null. */
    private static @Nullable String difference(Rules rules, long seed) {
        var auctions = new RandomAuctions(seed, Instant.parse("2026-01-01T12:00:00Z"));
        int bids = 0;
        while (bids < BIDS) {
            RandomAuction auction = auctions.next();
            Terms terms = auction.terms();
            Standing standing = Standing.beforeFirstBid(terms);
            Interventions done = Interventions.NONE;
            for (var event = auction.next(standing); event != null; event = auction.next(standing)) {
                String found = null;
                switch (event) {
                    case RandomEvent.Offer offer -> {
                        bids++;
                        if (offer.kind() == RandomEvent.Kind.NEW) {
                            var ruling = decide(Rules.REFEREE, terms, standing, done, offer);
                            var other = decide(rules, terms, standing, done, offer);
                            found = ruling.equals(other) ? null : "bid " + bids + ": " + ruling + ", not " + other;
                            standing = ruling.after();
                        }
                    }
                    case RandomEvent.Act(var wish) -> {
                        Standing after = Referee.intervene(terms, standing, done, wish);
                        found = Objects.equals(after, rules.intervene(terms, standing, done, wish))
                                ? null
                                : wish + " after bid " + bids;
                        standing = after == null ? standing : after;
                        done = after == null ? done : done.after(wish);
                    }
                    case RandomEvent.Close _ -> {
                        standing = Referee.close(standing);
                        Result result = Referee.result(terms, standing);
                        found = result.equals(rules.result(terms, standing)) ? null : "result after bid " + bids;
                    }
                }
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static Referee.Ruling decide(
            Rules rules, Terms terms, Standing standing, Interventions done, RandomEvent.Offer offer) {
        Bid bid = offer.bid();
        return rules.decide(terms, standing, done.permit(bid.bidder()), bid.bidder(), bid.amount(), offer.receivedAt());
    }
}
