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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one Redis. */
class AdmissionIT {
    private static final int PER_SECOND = 50;
    private static final int BURST = 10;

    /** By which shares grow: how long a decision takes changes nothing. */
    private final AtomicLong nanos = new AtomicLong();

    private final AtomicLong amount = new AtomicLong(1_000);

    @BeforeEach
    void reset() {
        SharedStores.reset();
    }

    @Test
    void whoeverSendsToTwoNodesGetsOneShareOfBoth() throws Exception {
        try (TestNode one = node();
                TestNode other = node();
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            AuctionId auction = one.list(terms());
            await("both nodes have their place in the log").until(() -> one.hears() && other.hears());
            assertThat(bidUntilRefused(one, auction)).isEqualTo(BURST);
            awaitCharged(other, BURST);
            assertThat(bidUntilRefused(other, auction)).isZero();

            passTokens(4);
            assertThat(bidUntilRefused(other, auction)).isEqualTo(4);
            awaitCharged(one, 4);
            assertThat(bidUntilRefused(one, auction)).isZero();

            // Through both at once more may pass, until each hears of the other; it is owed.
            passTokens(BURST);
            Future<Integer> throughOne = threads.submit(() -> bidUntilRefused(one, auction));
            Future<Integer> throughOther = threads.submit(() -> bidUntilRefused(other, auction));
            int passedOne = throughOne.get(60, TimeUnit.SECONDS);
            int passedOther = throughOther.get(60, TimeUnit.SECONDS);
            awaitCharged(one, 4 + passedOther);
            awaitCharged(other, BURST + passedOne);
            int owed = passedOne + passedOther - BURST;
            assertThat(owed).isBetween(0, BURST);
            passTokens(owed);
            assertThat(bidUntilRefused(one, auction)).isZero();
            assertThat(bidUntilRefused(other, auction)).isZero();
            passTokens(1);
            assertThat(bidUntilRefused(one, auction)).isEqualTo(1);
            awaitCharged(other, BURST + passedOne + 1);
            assertThat(bidUntilRefused(other, auction)).isZero();
        }
    }

    private TestNode node() {
        var config = new AdmissionConfig(4, PER_SECOND, BURST, 200, 1_000, EdgeConfig.DEFAULT);
        // By which what was decided was decided just now.
        var clock = new AdmissionTest.StoppedClock(0);
        return new TestNode(config, Duration.ofMinutes(5), clock, nanos::get);
    }

    private void passTokens(int tokens) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(tokens) / PER_SECOND);
    }

    private int bidUntilRefused(TestNode node, AuctionId auction) {
        int decided = 0;
        while (true) {
            Answer answer = node.place(auction, bid("bot", amount.addAndGet(100), Instant.now()));
            if (!(answer instanceof Answer.Decided)) {
                assertThat(answer)
                        .isInstanceOfSatisfying(
                                Answer.TooManyBids.class,
                                refusal -> assertThat(refusal.limit()).isEqualTo(Answer.TooManyBids.Limit.RATE));
                return decided;
            }
            decided++;
        }
    }

    private static void awaitCharged(TestNode node, int bids) {
        await("bids of the other node, charged")
                .atMost(Duration.ofSeconds(30))
                .until(() -> node.count("gavel.admission.charged") == bids);
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
