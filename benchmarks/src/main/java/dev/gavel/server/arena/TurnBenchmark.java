package dev.gavel.server.arena;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.shards.Bucket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one bid costs a node on its way into the arena and out of it: a full turn, all of whose bids take the lead. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TurnBenchmark {
    private static final Bucket BUCKET = new Bucket(0);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** Over which the bids of the turn are spread, 32 of one after the other as the queue takes them. */
    @Param({"1", "16"})
    public int auctions;

    private final List<ArrivedBid> bids = new ArrayList<>();
    private Turn turn = Turn.of(List.of(bid(0, 0, new SplittableRandom(1))));
    private Map<Character, byte[]> fields = Map.of();

    @Setup
    public void decide() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < Turn.BIDS_MAX; i++) {
            bids.add(bid(i / 32 % auctions, i, random));
        }
        turn = Turn.of(bids);
        byte[] outcomes = new byte[Turn.BIDS_MAX];
        Arrays.fill(outcomes, (byte) 'L');
        ByteBuffer prices = ByteBuffer.allocate(Long.BYTES * Turn.BIDS_MAX);
        bids.forEach(arrived -> prices.putLong(arrived.bid().amount().minor()));
        fields = Map.of(
                'b',
                turn.pack(),
                't',
                before(turn.auctions().size()),
                'o',
                outcomes,
                'c',
                prices.array(),
                'e',
                new byte[0]);
    }

    @Benchmark
    @OperationsPerInvocation(Turn.BIDS_MAX)
    public byte[] packATurn() {
        return Turn.of(bids).pack();
    }

    @Benchmark
    @OperationsPerInvocation(Turn.BIDS_MAX)
    public boolean compareIdentities() {
        return turn.identitiesDiffer();
    }

    @Benchmark
    @OperationsPerInvocation(Turn.BIDS_MAX)
    public @Nullable BidDecided[] readAReply() {
        return new TurnOutcome(field('t'), field('o'), field('c'), field('e')).decisions(turn);
    }

    @Benchmark
    @OperationsPerInvocation(Turn.BIDS_MAX)
    public LogEntry readAnEntryOfTheLog() {
        return BidLogCodec.decode(BUCKET, 1, fields);
    }

    private byte[] field(char name) {
        return fields.getOrDefault(name, new byte[0]);
    }

    private static byte[] before(int auctions) {
        ByteBuffer before = ByteBuffer.allocate(2 * Long.BYTES + auctions * (3 * Long.BYTES + 1));
        before.putLong(1).putLong(NOW.toEpochMilli());
        for (int i = 0; i < auctions; i++) {
            before.putLong(0)
                    .putLong(Packed.PRICE_NONE)
                    .putLong(NOW.toEpochMilli())
                    .put((byte) 0);
        }
        return before.array();
    }

    private static ArrivedBid bid(int auction, int i, SplittableRandom random) {
        var bidder = new AccountId("bidder-" + random.nextInt(1_000));
        var bid = new Bid(bidder, new Money(1_000 + 100L * i), RequestId.at(NOW, random));
        return new ArrivedBid(new AuctionId(1_000 + auction), bid, NOW.toEpochMilli() - 5);
    }
}
