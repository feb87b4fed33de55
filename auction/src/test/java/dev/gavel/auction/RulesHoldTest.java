package dev.gavel.auction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.Standing.Lead;
import dev.gavel.auction.random.RandomAuction;
import dev.gavel.auction.random.RandomAuctions;
import dev.gavel.auction.random.RandomEvent;
import dev.gavel.auction.random.RandomEvent.Offer;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no rule says but every auction must keep, over random auctions. */
class RulesHoldTest {
    private static final int AUCTIONS = 5_000;
    private static final long SEED = RandomAuctions.seed();

    /** A bid that was decided, with where the auction stood before and after. */
    private record Step(Terms terms, Standing before, Offer offer, Referee.Ruling ruling) {
        Standing after() {
            return ruling.after();
        }

        Lead lead() {
            return Objects.requireNonNull(after().lead(), "an accepted bid has a leader");
        }

        Money amount() {
            return offer.bid().amount();
        }

        AccountId bidder() {
            return offer.bid().bidder();
        }
    }

    private interface Watch {
        void begin();

        void see(Step step);
    }

    @Test
    void everyDecisionTakesTheNextSequence() {
        always(step -> step.after().sequence() == step.before().sequence() + 1);
    }

    @Test
    void aRefusedBidChangesNothingElse() {
        always(step -> step.ruling().outcome().accepted()
                || new Standing(
                                step.after().state(),
                                step.before().sequence(),
                                step.after().accepted(),
                                step.after().lead(),
                                step.after().closesAt(),
                                step.after().extensions())
                        .equals(step.before()));
    }

    @Test
    void thePriceNeverFalls() {
        always(step -> !price(step.after()).isLessThan(price(step.before())));
    }

    @Test
    void thePriceRisesUnlessTheLeaderRaises() {
        always(step -> {
            Lead before = step.before().lead();
            return !step.ruling().outcome().accepted()
                    || before == null
                    || before.leader().equals(step.bidder())
                    || before.price().isLessThan(step.lead().price());
        });
    }

    @Test
    void theCloseNeverMovesBackNorBeyondItsLimits() {
        always(step -> {
            SoftClose softClose = step.terms().schedule().softClose();
            Instant before = step.before().closesAt();
            Instant closesAt = step.after().closesAt();
            if (softClose == null) {
                return closesAt.equals(before);
            }
            Instant latest = softClose.latestClose();
            int max = softClose.extensionsMax();
            // A pause, or an outage, may have moved it beyond; then no bid moves it any more.
            return !closesAt.isBefore(before)
                    && (latest == null || !closesAt.isAfter(latest) || closesAt.equals(before))
                    && (max == 0 || step.after().extensions() <= max);
        });
    }

    @Test
    void theLeaderNeverPaysMoreThanTheOwnMaximum() {
        always(step -> step.after().lead() == null
                || !step.lead().max().isLessThan(step.lead().price()));
    }

    @Test
    void noLosingAmountIsAboveThePrice() {
        always(step -> step.after().lead() == null
                || step.lead().second() == null
                || !step.lead()
                        .price()
                        .isLessThan(Objects.requireNonNull(step.lead().second())));
    }

    @Test
    void whoseMaximumReachesTheReservePaysIt() {
        always(step -> {
            Money reserve = step.terms().pricing().reserve();
            return step.after().lead() == null
                    || reserve == null
                    || step.lead().max().isLessThan(reserve)
                    || !step.lead().price().isLessThan(reserve);
        });
    }

    @Test
    void anEqualMaximumLeavesTheEarlierInTheLead() {
        always(step -> {
            Lead before = step.before().lead();
            return !step.ruling().outcome().accepted()
                    || before == null
                    || !before.max().equals(step.amount())
                    || step.lead().leader().equals(before.leader());
        });
    }

    @Test
    void nothingIsAcceptedOutsideTheOpeningHours() {
        always(step -> !step.ruling().outcome().accepted()
                || (step.offer().receivedAt().isBefore(step.before().closesAt())
                        && !step.offer()
                                .receivedAt()
                                .isBefore(step.terms().schedule().opensAt())
                        && step.before().state() == Standing.State.OPEN));
    }

    /**
     * What lets the ranking store visible amounts with the later of two equals half a unit lower: each accepted amount
     * meets at most one equal among the others', and that one is the leader's at the time.
     */
    @Test
    void atMostTwoShareAnAmountOneOfThemTheLeader() {
        var watch = new Ties();
        run(watch);
        assertThat(watch.ties).as("ties seen, seed %d", SEED).isGreaterThan(AUCTIONS / 10);
    }

    /** The scenarios of a random run are worth something only if everything happens in them. */
    @Test
    void everyOutcomeAndReasonComesUpOften() {
        var counts = new HashMap<Outcome, Integer>();
        run(new Watch() {
            @Override
            public void begin() {}

            @Override
            public void see(Step step) {
                counts.merge(step.ruling().outcome(), 1, Integer::sum);
            }
        });
        Stream<Outcome> refusals = Stream.of(Reason.values()).map(Outcome.Refused::new);
        assertThat(Stream.concat(Stream.of(new Outcome.Leading(), new Outcome.Outbid()), refusals))
                .allSatisfy(outcome -> assertThat(counts.getOrDefault(outcome, 0))
                        .as("%s of %s, seed %d", outcome, counts, SEED)
                        .isGreaterThan(AUCTIONS / 50));
    }

    /** Follows what each bidder shows in the ranking. */
    private static final class Ties implements Watch {
        final Map<AccountId, Money> visible = new HashMap<>();
        final Set<Money> tied = new HashSet<>();
        long ties;

        @Override
        public void begin() {
            visible.clear();
            tied.clear();
        }

        @Override
        public void see(Step step) {
            if (!step.ruling().outcome().accepted()) {
                return;
            }
            Lead before = step.before().lead();
            if (before != null) {
                // Whoever led shows what lost; the leader shows the price.
                visible.put(before.leader(), before.max());
            }
            visible.put(step.bidder(), step.amount());
            visible.put(step.lead().leader(), step.lead().price());
            for (Money amount : Set.copyOf(visible.values())) {
                check(amount, step);
            }
        }

        private void check(Money amount, Step step) {
            var sharing = visible.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(amount))
                    .map(Map.Entry::getKey)
                    .toList();
            assertThat(sharing).as("at %s, seed %d, %s", amount, SEED, step).hasSizeLessThanOrEqualTo(2);
            if (sharing.size() == 2 && tied.add(amount)) {
                ties++;
                Lead before = Objects.requireNonNull(step.before().lead());
                assertThat(step.ruling().outcome()).isEqualTo(new Outcome.Outbid());
                assertThat(sharing).containsExactlyInAnyOrder(before.leader(), step.bidder());
                assertThat(step.lead().leader()).isEqualTo(before.leader());
                assertThat(amount).isEqualTo(before.max()).isEqualTo(step.amount());
            }
        }
    }

    private interface Holds {
        boolean at(Step step);
    }

    private static void always(Holds holds) {
        run(new Watch() {
            @Override
            public void begin() {}

            @Override
            public void see(Step step) {
                if (!holds.at(step)) {
                    throw new AssertionError("seed " + SEED + ": " + step + ", amount " + step.amount());
                }
            }
        });
    }

    private static void run(Watch watch) {
        var auctions = new RandomAuctions(SEED, Instant.parse("2026-01-01T12:00:00Z"));
        for (int i = 0; i < AUCTIONS; i++) {
            run(auctions.next(), watch);
        }
    }

    private static void run(RandomAuction auction, Watch watch) {
        watch.begin();
        Terms terms = auction.terms();
        Standing standing = Standing.beforeFirstBid(terms);
        Interventions done = Interventions.NONE;
        for (var event = auction.next(standing); event != null; event = auction.next(standing)) {
            switch (event) {
                case Offer offer
                when offer.kind() == RandomEvent.Kind.NEW -> {
                    Bid bid = offer.bid();
                    var ruling = Referee.decide(
                            terms, standing, done.permit(bid.bidder()), bid.bidder(), bid.amount(), offer.receivedAt());
                    watch.see(new Step(terms, standing, offer, ruling));
                    standing = ruling.after();
                }
                case Offer _ -> {}
                case RandomEvent.Act(var wish) -> {
                    Standing after = Referee.intervene(terms, standing, done, wish);
                    if (after != null) {
                        standing = after;
                        done = done.after(wish);
                    }
                }
                case RandomEvent.Close _ -> standing = Referee.close(standing);
            }
        }
    }

    private static Money price(Standing standing) {
        Lead lead = standing.lead();
        return lead == null ? Money.ZERO : lead.price();
    }
}
