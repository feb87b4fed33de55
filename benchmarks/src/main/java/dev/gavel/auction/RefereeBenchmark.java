package dev.gavel.auction;

import dev.gavel.auction.Decision.BidDecided;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one bid costs the rules, over the whole life of a popular auction: proxy bidding with three bands of steps, a
 * reserve and a soft close, 1,000 bidders, and amounts such that about two in three bids are accepted.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RefereeBenchmark {
    private static final int BIDS = 10_000;
    private static final Instant OPENS = Instant.parse("2026-03-01T12:00:00Z");
    private static final AuctionId AUCTION = new AuctionId(42);

    private final List<Decision> decisions = new ArrayList<>();
    private final List<BidDecided> bids = new ArrayList<>();
    private final Terms terms = terms();

    /** Makes the bids, and has the referee itself decide them for the log that the witness reads. */
    @Setup
    public void decide() {
        var random = new SplittableRandom(1);
        decisions.add(new Decision.Opened(AUCTION, OPENS, terms));
        Standing standing = Standing.beforeFirstBid(terms);
        for (int i = 0; i < BIDS; i++) {
            Instant receivedAt = OPENS.plusMillis(60L * i);
            long amount = 1_000 + 90L * i + random.nextInt(400);
            var bidder = new AccountId("bidder-" + random.nextInt(1_000));
            var bid = new Bid(bidder, new Money(amount), RequestId.at(receivedAt, random));
            Referee.Ruling ruling = Referee.decide(terms, standing, bidder, bid.amount(), receivedAt);
            standing = ruling.after();
            Standing.Lead lead = standing.lead();
            var decided = new BidDecided(
                    AUCTION,
                    standing.sequence(),
                    receivedAt,
                    bid,
                    receivedAt,
                    ruling.outcome(),
                    lead == null ? null : lead.price(),
                    lead == null ? null : lead.leader(),
                    standing.closesAt());
            bids.add(decided);
            decisions.add(decided);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BIDS)
    public Standing decideABid() {
        Standing standing = Standing.beforeFirstBid(terms);
        for (BidDecided bid : bids) {
            standing = Referee.decide(
                            terms, standing, bid.bid().bidder(), bid.bid().amount(), bid.receivedAt())
                    .after();
        }
        return standing;
    }

    /** The second witness, as the ledger's reader folds it. */
    @Benchmark
    @OperationsPerInvocation(BIDS)
    public Witness observeADecision() {
        Witness witness = null;
        for (Decision decision : decisions) {
            witness = witness == null ? Witness.opened((Decision.Opened) decision) : witness.observe(decision);
        }
        return Objects.requireNonNull(witness);
    }

    private static Terms terms() {
        var steps = new StepTable(List.of(
                new StepTable.Band(Money.ZERO, new Money(50)),
                new StepTable.Band(new Money(100_000), new Money(100)),
                new StepTable.Band(new Money(500_000), new Money(200))));
        Instant closes = OPENS.plus(Duration.ofMinutes(9));
        var softClose = new SoftClose(Duration.ofMinutes(1), Duration.ofSeconds(30), SoftClose.Mode.RESET, 0, null);
        return new Terms(
                new AccountId("seller"),
                new Terms.Pricing(
                        Currency.getInstance("KRW"), Bidding.PROXY, new Money(1_000), steps, new Money(300_000)),
                new Terms.Schedule(OPENS, closes, softClose));
    }
}
