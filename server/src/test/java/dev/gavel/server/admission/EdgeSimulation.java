package dev.gavel.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Money;
import dev.gavel.auction.Referee;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Standing;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.auction.random.RandomAuctions;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.bidding.Answer;
import dev.gavel.shards.Bucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A node's edge beside an arena that other nodes feed, too. The log reaches the edge late and now and then with a gap;
 * clients' clocks are wrong by what the arena allows, and they repeat any of their bids. Whatever the edge refuses, the
 * arena must never have accepted, must refuse now, and must not have decided as far as the edge has heard.
 */
class EdgeSimulation {
    private static final int RUNS = 60;
    private static final int BIDS = 3_000;
    private static final Duration AHEAD = Duration.ofSeconds(3);
    private static final EdgeConfig CONFIG = new EdgeConfig(Duration.ofSeconds(1), 100, 1);
    private static final AuctionId AUCTION = new AuctionId(42);
    private static final Instant START = Instant.parse("2027-03-01T12:00:00Z");

    @Test
    void whatTheEdgeRefusesTheArenaWouldHaveRefusedAndNoAcceptedBidIsEverRefusedWhenRepeated() {
        long seed = RandomAuctions.seed();
        int refused = 0;
        int repeatedAndPassed = 0;
        for (int run = 0; run < RUNS; run++) {
            var simulation = new Run(seed + run);
            for (int i = 0; i < BIDS; i++) {
                simulation.step();
            }
            refused += simulation.refused;
            repeatedAndPassed += simulation.repeatedAndPassed;
        }
        // About one bid in six; if the edge hardly ever refused, the checks above would say nothing.
        assertThat(refused).isGreaterThan(RUNS * BIDS / 50);
        assertThat(repeatedAndPassed).isGreaterThan(RUNS * BIDS / 50);
    }

    private static final class Run implements ArenaClock {
        private final long seed;
        private final SplittableRandom random;
        private final Terms terms;
        private Standing standing;
        private Instant now = START;

        private final List<LogEntry> log = new ArrayList<>();
        private final Map<Bid, Integer> entryOf = new HashMap<>();
        private final List<Bid> sent = new ArrayList<>();
        private Edge edge;
        private int heard;
        private int deafFor;
        private int refused;
        private int repeatedAndPassed;

        Run(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.terms = new Terms(
                    new AccountId("sam"),
                    new Terms.Pricing(
                            Currency.getInstance("KRW"),
                            random.nextBoolean() ? Bidding.PROXY : Bidding.PLAIN,
                            new Money(100),
                            StepTable.flat(new Money(1 + random.nextInt(20))),
                            random.nextBoolean() ? new Money(200 + random.nextInt(2_000)) : null),
                    new Terms.Schedule(START, START.plus(Duration.ofDays(1)), null));
            this.standing = Standing.beforeFirstBid(terms);
            this.edge = newEdge();
            edge.begins();
        }

        private Edge newEdge() {
            return new Edge(
                    CONFIG, (_, bid, _, answer) -> answer.accept(decide(bid)), this, AHEAD, new SimpleMeterRegistry());
        }

        void step() {
            now = now.plusMillis(random.nextInt(60));
            hearSome();
            Bid bid = sent.isEmpty() || random.nextInt(3) > 0 ? newBid() : anyOfTheLast(200);
            boolean repeated = sent.contains(bid) && entryOf.containsKey(bid);
            if (!repeated) {
                sent.add(bid);
            }
            if (random.nextInt(3) == 0) {
                // By another node, whose edge is off.
                decide(bid);
            } else {
                edge.place(AUCTION, bid, now(), answer -> check(bid, repeated, answer));
            }
        }

        private void check(Bid bid, boolean repeated, Answer answer) {
            if (!(answer instanceof Answer.TooLow low)) {
                repeatedAndPassed += repeated ? 1 : 0;
                return;
            }
            refused++;
            String what = "seed " + seed + ", bid " + sent.size() + ": " + bid + " of " + bid.amount();
            var ruling = Referee.decide(terms, standing, bid.bidder(), bid.amount(), now);
            assertThat(ruling.outcome().accepted()).as(what).isFalse();
            assertThat(price()).as(what).isGreaterThanOrEqualTo(low.price().minor());
            Integer entry = entryOf.get(bid);
            if (entry != null) {
                assertThat(entry).as(what + " has been heard").isGreaterThanOrEqualTo(heard);
                Decision first = log.get(entry).decisions().getFirst();
                assertThat(((BidDecided) first).outcome().accepted()).as(what).isFalse();
            }
        }

        private long price() {
            Standing.Lead lead = standing.lead();
            return lead == null
                    ? terms.pricing().opening().minor()
                    : lead.price().minor();
        }

        private Answer decide(Bid bid) {
            boolean fromFuture = bid.requestId().madeAt().isAfter(now.plus(AHEAD));
            if (!fromFuture && !entryOf.containsKey(bid)) {
                var ruling = Referee.decide(terms, standing, bid.bidder(), bid.amount(), now);
                standing = ruling.after();
                Standing.Lead lead = standing.lead();
                entryOf.put(bid, log.size());
                var decided = new BidDecided(
                        AUCTION,
                        standing.sequence(),
                        now,
                        bid,
                        now,
                        ruling.outcome(),
                        lead == null ? null : lead.price(),
                        lead == null ? null : lead.leader(),
                        standing.closesAt());
                log.add(new LogEntry(new Bucket(0), log.size() + 1L, List.of(decided)));
            }
            return new Answer.Unknown();
        }

        private void hearSome() {
            if (deafFor > 0) {
                deafFor--;
                if (deafFor == 0) {
                    heard = log.size();
                    edge = random.nextBoolean() ? edge : newEdge();
                    edge.begins();
                }
                return;
            }
            if (random.nextInt(500) == 0) {
                // What is decided meanwhile is missed: by a gap in the log, or by a node that is started again.
                deafFor = 1 + random.nextInt(100);
            }
            int upTo = Math.min(log.size(), heard + random.nextInt(4));
            while (heard < upTo) {
                edge.heard(log.get(heard++));
            }
        }

        /** An amount around the price, by a client whose clock is behind or as far ahead as it may be. */
        private Bid newBid() {
            long amount = Math.max(1, price() - 60 + random.nextInt(120));
            Instant madeAt = now.plusMillis(random.nextInt(3) == 0 ? AHEAD.toMillis() - random.nextInt(200) : 0)
                    .minusMillis(random.nextInt(5) == 0 ? random.nextInt(2_000) : 0);
            return new Bid(
                    new AccountId("bidder-" + random.nextInt(5)), new Money(amount), RequestId.at(madeAt, random));
        }

        private Bid anyOfTheLast(int most) {
            return sent.get(sent.size() - 1 - random.nextInt(Math.min(most, sent.size())));
        }

        @Override
        public long stamp() {
            return now.toEpochMilli();
        }

        @Override
        public long now() {
            return now.toEpochMilli();
        }
    }
}
