package dev.gavel.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.RequestId;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.Answer.TooManyBids;
import dev.gavel.server.bidding.Answer.TooManyBids.Limit;
import dev.gavel.server.bidding.Bidding;
import dev.gavel.shards.Bucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final AuctionId AUCTION = new AuctionId(42);
    private static final Answer DECIDED = new Answer.UnknownAuction();
    private static final Random RANDOM = new Random(5);
    private static final NodeId SELF = new NodeId(1);
    private static final NodeId OTHER = new NodeId(2);
    private static final Instant NOON = Instant.parse("2027-03-01T12:00:00Z");
    private static final ArenaClock CLOCK = new StoppedClock(NOON.toEpochMilli());

    record StoppedClock(long millis) implements ArenaClock {
        @Override
        public long stamp() {
            return millis;
        }

        @Override
        public long now() {
            return millis;
        }
    }

    private final AtomicLong now = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    /** The answers that bids which were let through wait for. */
    private final BlockingQueue<Consumer<Answer>> passed = new LinkedBlockingQueue<>();

    private final List<Answer> answers = new ArrayList<>();

    @Test
    void beyondItsOutstandingBidsAnAccountIsTurnedAwayUntilOneIsAnswered() {
        try (Admission admission = admission(new AdmissionConfig(4, 1_000, 1_000, 0, 100, EdgeConfig.DEFAULT))) {
            for (int i = 0; i < 5; i++) {
                place(admission, "ann");
            }
            assertThat(passed).hasSize(4);
            assertThat(answers).containsExactly(new TooManyBids(Limit.OUTSTANDING, Duration.ofMillis(50)));
            assertThat(admission.turnsAway(new AccountId("ann"))).isEqualTo(answers.getFirst());
            assertThat(admission.turnsAway(new AccountId("bob"))).isNull();
            passed.remove().accept(DECIDED);
            assertThat(admission.turnsAway(new AccountId("ann"))).isNull();
            place(admission, "ann");
            assertThat(passed).hasSize(4);
            assertThat(answers).hasSize(2).last().isEqualTo(DECIDED);
        }
    }

    @Test
    void whoeverHasNoTokenHearsWhenThereIsOne() {
        try (Admission admission = admission(new AdmissionConfig(4, 10, 2, 0, 100, EdgeConfig.DEFAULT))) {
            place(admission, "ann");
            place(admission, "ann");
            place(admission, "ann");
            var expected = new TooManyBids(Limit.RATE, Duration.ofMillis(100));
            assertThat(answers).containsExactly(expected);
            assertThat(admission.turnsAway(new AccountId("ann"))).isEqualTo(expected);
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
            assertThat(admission.turnsAway(new AccountId("ann"))).isNull();
        }
    }

    @Test
    void aBidderMayGoOnFromWithinTheAnswer() {
        try (Admission admission = admission(new AdmissionConfig(1, 1_000, 1_000, 0, 100, EdgeConfig.DEFAULT))) {
            admission.place(AUCTION, bid("ann"), 0, _ -> place(admission, "ann"));
            passed.remove().accept(DECIDED);
            assertThat(passed).hasSize(1);
            assertThat(answers).isEmpty();
        }
    }

    @Test
    void aSecondAnswerToABidGivesNothingBack() {
        try (Admission admission = admission(new AdmissionConfig(2, 1_000, 1_000, 0, 100, EdgeConfig.DEFAULT))) {
            place(admission, "ann");
            place(admission, "ann");
            Consumer<Answer> first = passed.remove();
            first.accept(DECIDED);
            assertThatThrownBy(() -> first.accept(DECIDED)).hasMessage("a bid was answered twice");
            place(admission, "ann");
            assertThat(admission.turnsAway(new AccountId("ann"))).isNotNull();
        }
    }

    @Test
    void aBidThatBidsCannotTakeIsNotOutstanding() {
        Bidding broken = (_, _, _, _) -> {
            throw new IllegalStateException("out of order");
        };
        var config = new AdmissionConfig(1, 1_000, 1_000, 0, 100, EdgeConfig.DEFAULT);
        try (var admission = new Admission(config, broken, CLOCK, SELF, meters, now::get)) {
            assertThatThrownBy(() -> place(admission, "ann")).hasMessage("out of order");
            assertThat(admission.turnsAway(new AccountId("ann"))).isNull();
        }
    }

    @Test
    void whenTheHouseIsFullNewcomersHearThatItIsAndOthersGoOn() {
        try (Admission admission = admission(new AdmissionConfig(4, 1_000, 1_000, 0, 2, EdgeConfig.DEFAULT))) {
            place(admission, "ann");
            place(admission, "bob");
            place(admission, "carl");
            assertThat(answers).containsExactly(new Answer.Overloaded(Duration.ofSeconds(1)));
            place(admission, "bob");
            assertThat(passed).hasSize(3);
            assertThat(meters.get("gavel.admission.accounts").gauge().value()).isEqualTo(2);
        }
    }

    @Test
    void whatOtherNodesDecidedIsChargedByItsAgeAndWhatThisOneDecidedIsNot() {
        try (Admission admission = admission(new AdmissionConfig(4, 10, 2, 100, 100, EdgeConfig.DEFAULT))) {
            admission.heard(entry(SELF, decided("ann", NOON), decided("ann", NOON), decided("ann", NOON)));
            assertThat(admission.turnsAway(new AccountId("ann"))).isNull();
            admission.heard(entry(OTHER, decided("ann", NOON), decided("ann", NOON), decided("ann", NOON)));
            assertThat(admission.turnsAway(new AccountId("ann")))
                    .isEqualTo(new TooManyBids(Limit.RATE, Duration.ofMillis(200)));
            admission.heard(entry(null, decided("bob", NOON), decided("bob", NOON.minusMillis(30))));
            assertThat(admission.turnsAway(new AccountId("bob")))
                    .as("of an entry that does not say who sent it")
                    .isNotNull();
            admission.heard(entry(OTHER, decided("carl", NOON.minusSeconds(60)), decided("carl", NOON)));
            assertThat(admission.turnsAway(new AccountId("carl"))).isNull();
            assertThat(meters.get("gavel.admission.charged").counter().count()).isEqualTo(7);
        }
    }

    @Test
    void chargesMakeNoMoreAccountsThanThereIsRoomFor() {
        try (Admission admission = admission(new AdmissionConfig(4, 10, 2, 100, 2, EdgeConfig.DEFAULT))) {
            admission.heard(entry(OTHER, decided("ann", NOON), decided("bob", NOON), decided("carl", NOON)));
            assertThat(meters.get("gavel.admission.accounts").gauge().value()).isEqualTo(2);
            assertThat(meters.get("gavel.admission.not.charged").counter().count())
                    .isEqualTo(1);
        }
    }

    private static LogEntry entry(@Nullable NodeId node, Decision... decisions) {
        return new LogEntry(new Bucket(0), 1, node, List.of(decisions));
    }

    private static Decision decided(String bidder, Instant at) {
        return new Decision.BidDecided(
                AUCTION, 1, at, bid(bidder), at, new Outcome.Leading(), new Money(100), new AccountId(bidder), at);
    }

    /** Six threads place for three accounts and four answer. */
    @Test
    void underManyThreadsNoAccountHasMoreThanItsOutstandingBidsAndNoneIsLost() throws Exception {
        int max = 4;
        List<String> names = List.of("ann", "bob", "carl");
        Map<String, AtomicInteger> outstanding = new ConcurrentHashMap<>();
        names.forEach(name -> outstanding.put(name, new AtomicInteger()));
        AtomicInteger most = new AtomicInteger();
        AtomicInteger turnedAway = new AtomicInteger();
        AtomicInteger decided = new AtomicInteger();
        Bidding slow = (_, bid, _, answer) -> {
            AtomicInteger mine = outstanding.getOrDefault(bid.bidder().value(), most);
            most.accumulateAndGet(mine.incrementAndGet(), Math::max);
            passed.add(it -> {
                mine.decrementAndGet();
                answer.accept(it);
            });
        };
        int tries = 60_000;
        var config = new AdmissionConfig(max, 1_000_000, 1_000_000, 0, 100, EdgeConfig.DEFAULT);
        try (var admission = new Admission(config, slow, CLOCK, SELF, meters, System::nanoTime);
                ExecutorService threads = Executors.newFixedThreadPool(10)) {
            List<Future<?>> bidders = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String name = names.get(i % names.size());
                Bid bid = bid(name);
                bidders.add(threads.submit(() -> {
                    for (int n = 0; n < tries; n++) {
                        admission.place(
                                AUCTION, bid, 0, it -> (it.equals(DECIDED) ? decided : turnedAway).incrementAndGet());
                    }
                }));
            }
            AtomicInteger busy = new AtomicInteger(1);
            List<Future<?>> answering = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                answering.add(threads.submit(() -> {
                    while (busy.get() > 0 || !passed.isEmpty()) {
                        Consumer<Answer> next = passed.poll();
                        if (next != null) {
                            next.accept(DECIDED);
                        }
                    }
                }));
            }
            for (Future<?> bidder : bidders) {
                bidder.get(60, TimeUnit.SECONDS);
            }
            busy.set(0);
            for (Future<?> one : answering) {
                one.get(60, TimeUnit.SECONDS);
            }
            assertThat(most.get()).isEqualTo(max);
            assertThat(decided.get()).isPositive();
            assertThat(decided.get() + turnedAway.get()).isEqualTo(6 * tries);
            names.forEach(name -> assertAllPlacesAreFree(admission, name, max));
        }
    }

    private void assertAllPlacesAreFree(Admission admission, String name, int max) {
        for (int i = 0; i < max; i++) {
            assertThat(admission.turnsAway(new AccountId(name))).isNull();
            admission.place(AUCTION, bid(name), 0, _ -> {});
        }
        assertThat(admission.turnsAway(new AccountId(name))).isNotNull();
    }

    private Admission admission(AdmissionConfig config) {
        return new Admission(config, (_, _, _, answer) -> passed.add(answer), CLOCK, SELF, meters, now::get);
    }

    private void place(Admission admission, String bidder) {
        admission.place(AUCTION, bid(bidder), 0, answers::add);
    }

    private static Bid bid(String bidder) {
        return new Bid(new AccountId(bidder), new Money(100), RequestId.at(Instant.EPOCH, RANDOM));
    }
}
