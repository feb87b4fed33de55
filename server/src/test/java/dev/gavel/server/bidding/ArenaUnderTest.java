package dev.gavel.server.bidding;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.arena.Script;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.arena.Turn;
import dev.gavel.server.closing.CloseDue;
import dev.gavel.server.closing.Drained;
import dev.gavel.server.listing.ArenaAuctions;
import dev.gavel.server.listing.Listing;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The real scripts on a real Redis, with a clock in the test's hand. All auctions are of one bucket. */
final class ArenaUnderTest implements AutoCloseable {
    private final AtomicLong millis = new AtomicLong();
    private final Buckets buckets = new Buckets(64);
    private final Bucket bucket = new Bucket(7);
    private final Arena arena;
    private final PlaceBids placeBids;
    private final CloseDue closeDue;
    private final ArenaAuctions auctions;
    private final BidLog log;
    private long lastId = System.nanoTime();
    private long position;

    /** @param fault changes place-bids.lua; identity for none */
    ArenaUnderTest(UnaryOperator<Script> fault) {
        SharedStores.reset();
        arena = Arena.connect(config(SharedStores.redis().redisUri()), new ScriptTime.Recorded(millis::get));
        placeBids = new PlaceBids(
                arena, fault.apply(arena.script(PlaceBids.class, "place-bids.lua")), NodeId.random(), null);
        closeDue = new CloseDue(arena);
        auctions = new ArenaAuctions(arena, new Given(), buckets, _ -> {});
        log = new BidLog(arena, List.of("test"));
    }

    /** Random auctions run for up to half an hour around their opening, and their turns are decided in any order. */
    private static ArenaConfig config(String redisUri) {
        ArenaConfig usual = ArenaConfig.DEFAULT;
        return new ArenaConfig(
                redisUri,
                usual.durability(),
                usual.replica(),
                usual.log(),
                usual.commandTimeout(),
                usual.drain(),
                usual.drainMax(),
                usual.outageAfter(),
                Duration.ofHours(1),
                Duration.ofHours(1),
                usual.grace(),
                // Nothing but the request ids holds the log's entries back.
                0);
    }

    /** The clock that the test sets. */
    private final class Given implements ArenaClock {
        @Override
        public long stamp() {
            return millis.get();
        }

        @Override
        public long now() {
            return millis.get();
        }
    }

    void setTime(Instant now) {
        millis.set(now.toEpochMilli());
    }

    AuctionId open(Terms terms) {
        do {
            lastId++;
        } while (!buckets.of(lastId).equals(bucket));
        var id = new AuctionId(lastId);
        auctions.open(new Listing(id, terms, "a thing", "", Instant.ofEpochMilli(millis.get())));
        return id;
    }

    /** A plain auction from 100 by 10, opened when it opens; what the log says of it is taken already. */
    AuctionId openPlain(Instant opensAt, Instant closesAt, @Nullable SoftClose soft) {
        setTime(opensAt);
        AuctionId opened = open(new Terms(
                new AccountId("sue"),
                new Terms.Pricing(
                        Currency.getInstance("EUR"),
                        Bidding.PLAIN,
                        new Money(100),
                        StepTable.flat(new Money(10)),
                        null),
                new Terms.Schedule(opensAt, closesAt, soft)));
        newDecisions();
        return opened;
    }

    List<Answer> place(List<ArrivedBid> bids) {
        return arena.await("placing bids", placeBids.place(bucket, Turn.of(bids)))
                .answers();
    }

    /** Closes what is due: rings at {@code at}, which with the drain is later. */
    void ring(Instant at) {
        ring(at.plus(arena.config().drain()), Drained.ALL);
    }

    /** Rings at this very time, as a node that knows so much of what the nodes hold. */
    void ring(Instant now, Drained drained) {
        setTime(now);
        arena.await("ringing", closeDue.close(bucket, millis.get(), drained));
    }

    /** As a node that runs: it rings, and by that says that bids could be placed. */
    void watch(Instant now) {
        setTime(now);
        arena.await("ringing", closeDue.watch(bucket, millis.get(), Drained.ALL, true));
    }

    ArenaConfig config() {
        return arena.config();
    }

    ArenaAuctions auctions() {
        return auctions;
    }

    /** What the log has had to say since the last call. */
    List<Decision> newDecisions() {
        List<Decision> decisions = new ArrayList<>();
        for (List<LogEntry> read = read(); !read.isEmpty(); read = read()) {
            read.forEach(entry -> decisions.addAll(entry.decisions()));
            position = read.getLast().number();
            log.done("test", Map.of(bucket, position));
        }
        return decisions;
    }

    private List<LogEntry> read() {
        return log.read(Map.of(bucket, position)).getOrDefault(bucket, List.of());
    }

    @Override
    public void close() {
        arena.close();
    }
}
