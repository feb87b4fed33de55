package dev.gavel.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.bidding.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one Redis. */
class AdmissionIT {
    private static final int PER_SECOND = 50;
    private static final int BURST = 10;

    @BeforeEach
    void reset() {
        SharedStores.reset();
    }

    @Test
    void whoeverSendsToTwoNodesGetsOneShareOfBoth() throws Exception {
        var config = new AdmissionConfig(4, PER_SECOND, BURST, 200, 1_000, EdgeConfig.DEFAULT);
        try (var one = new TestNode(config, Duration.ofMinutes(5));
                var other = new TestNode(config, Duration.ofMinutes(5));
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            AuctionId auction = one.list(terms());
            AtomicLong amount = new AtomicLong(1_000);
            AtomicInteger decided = new AtomicInteger();
            long began = System.nanoTime();
            long until = began + TimeUnit.SECONDS.toNanos(4);
            List<Future<?>> bidding = List.of(
                    threads.submit(() -> bidUntil(until, one, auction, amount, decided)),
                    threads.submit(() -> bidUntil(until, other, auction, amount, decided)));
            for (Future<?> each : bidding) {
                each.get(30, TimeUnit.SECONDS);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            // Both bursts, once; then one share, and what passes both nodes in the 25 ms until each hears of the other.
            assertThat((double) decided.get()).isBetween(0.8 * PER_SECOND * seconds, PER_SECOND * seconds + 3 * BURST);
            assertThat(one.count("gavel.admission.charged") + other.count("gavel.admission.charged"))
                    .isBetween(0.5 * decided.get(), (double) decided.get());
        }
    }

    @Test
    void anAcceptedBidGetsItsFirstAnswerThroughAnyNodeAlsoWhereNewBidsOfItsAmountAreRefusedAtTheEdge() {
        // The edge refuses after 3 s for the age of ids, 1 s for clients' clocks and 1 s for its own.
        var edge = new EdgeConfig(Duration.ofSeconds(3), 100, 1);
        var config = new AdmissionConfig(4, 1_000, 1_000, 200, 1_000, edge);
        Duration ahead = Duration.ofSeconds(1);
        var one = new TestNode(config, ahead);
        try (var other = new TestNode(config, ahead)) {
            AuctionId auction = one.list(terms());
            awaitReady(one);
            awaitReady(other);
            Bid bobs = bid("bob", 5_000, Instant.now());
            Answer first = one.place(auction, bobs);
            assertAccepted(first);
            assertAccepted(other.place(auction, bid("ann", 9_000, Instant.now())));
            for (TestNode node : List.of(one, other)) {
                await("carl is refused at the edge")
                        .until(() -> node.place(auction, bid("carl", 5_000, Instant.now())) instanceof Answer.TooLow);
                assertThat(node.place(auction, bobs)).isEqualTo(first);
            }

            one.close();
            one = new TestNode(config, ahead);
            assertThat(one.place(auction, bobs)).isEqualTo(first);
            assertThat(one.place(auction, bid("carl", 5_000, Instant.now())))
                    .as("a node that has just begun knows too little to refuse anything")
                    .isInstanceOf(Answer.Decided.class);
            assertAccepted(other.place(auction, bid("ann", 10_000, Instant.now())));
            assertAccepted(other.place(auction, bid("carl", 9_500, Instant.now())));
            awaitReady(one);
            TestNode again = one;
            await("carl is refused at the edge again")
                    .until(() -> again.place(auction, bid("carl", 5_000, Instant.now())) instanceof Answer.TooLow);
            assertThat(one.place(auction, bobs)).isEqualTo(first);
        } finally {
            one.close();
        }
    }

    private static void awaitReady(TestNode node) {
        await("the log was heard for long enough")
                .atMost(Duration.ofSeconds(30))
                .until(() -> node.gauge("gavel.edge.ready") == 1);
    }

    private static void assertAccepted(Answer answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Decided.class,
                        decided -> assertThat(decided.receipt().outcome().accepted())
                                .isTrue());
    }

    private static void bidUntil(
            long until, TestNode node, AuctionId auction, AtomicLong amount, AtomicInteger decided) {
        while (System.nanoTime() < until) {
            Answer answer = node.place(auction, bid("bot", amount.addAndGet(100), Instant.now()));
            if (answer instanceof Answer.Decided) {
                decided.incrementAndGet();
            } else {
                assertThat(answer).isInstanceOf(Answer.TooManyBids.class);
                // Far more often than is allowed, but without taking a core from the nodes.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    private static Bid bid(String bidder, long amount, Instant madeAt) {
        return new Bid(new AccountId(bidder), new Money(amount), RequestId.at(madeAt, ThreadLocalRandom.current()));
    }

    private static Terms terms() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Terms(
                new AccountId("sam"),
                new Terms.Pricing(
                        Currency.getInstance("KRW"),
                        Bidding.PROXY,
                        new Money(1_000),
                        StepTable.flat(new Money(100)),
                        null),
                new Terms.Schedule(now.minusSeconds(1), now.plus(Duration.ofHours(1)), null));
    }
}
