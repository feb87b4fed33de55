package dev.gavel.rush.bench;

import dev.gavel.auction.AuctionId;
import dev.gavel.dev.DevStores;
import dev.gavel.rush.bench.Sample.Cost;
import dev.gavel.rush.targets.Cpu;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaCheck;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.RedisClock;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.BiddingConfig;
import dev.gavel.server.bidding.PlaceBids;
import dev.gavel.server.bidding.TurnLoop;
import dev.gavel.server.closing.Release;
import dev.gavel.server.ledger.Ledger;
import dev.gavel.server.ledger.LedgerConfig;
import dev.gavel.server.ledger.LedgerReader;
import dev.gavel.server.listing.ArenaAuctions;
import dev.gavel.server.monitoring.Metrics;
import dev.gavel.shards.Buckets;
import dev.gavel.shards.PoolConfig;
import dev.gavel.shards.ShardAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What decides and keeps bids in a server, without the API: turns, scripts, Redis, and the ledger's readers behind
 * them, wired as in {@code Server}.
 */
final class GavelEngine implements Engine {
    private static final Duration CATCH_UP_MAX = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(20);
    /** The thread that makes bids looks at its permits once for so many. */
    private static final int BIDS_AT_ONCE = 128;
    /** How many auctions are opened at once: their calls share an fsync. */
    private static final int OPENERS = 256;

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final DevStores stores;
    private final Buckets buckets = new Buckets(Buckets.COUNT_DEFAULT);
    private final Arena arena;
    private final RedisClock clock;
    private final Ledger ledger;
    private final BidLog log;
    private final TurnLoop bidding;
    private final ArenaAuctions auctions;
    private final RedisGauge redis;
    private final PostgresGauge postgres;

    GavelEngine() {
        this.stores = begin(DevStores.temporary());
        this.arena = begin(Arena.connect(ArenaConfig.DEFAULT.withRedisUri(stores.redisUri()), new ScriptTime.Redis()));
        ArenaCheck.run(arena, buckets);
        this.clock = begin(new RedisClock(arena));
        this.ledger = begin(Ledger.open(
                stores.jdbcUrls().stream()
                        .map(url -> ShardAddress.parse("ledger", url))
                        .toList(),
                PoolConfig.DEFAULT,
                buckets,
                LedgerConfig.DEFAULT,
                () -> Instant.ofEpochMilli(clock.now())));
        this.bidding = begin(new TurnLoop(
                BiddingConfig.DEFAULT,
                buckets,
                new PlaceBids(arena)::place,
                arena::serverName,
                arena.turnThread(),
                begin(new Metrics()).registry()));
        this.auctions = new ArenaAuctions(arena, clock, buckets, ledger.catalog()::insert);
        this.log = new BidLog(arena, List.of(LedgerReader.NAME));
        ledger.startReaders(log, new Release(arena, buckets)::release);
        this.redis = new RedisGauge(arena, buckets);
        this.postgres = begin(new PostgresGauge(stores.postgres().jdbcUrl("postgres")));
    }

    @Override
    public Sample run(Workload workload, long seed) {
        List<AuctionId> open = new ArrayList<>();
        for (int i = 0; i < workload.auctions(); i++) {
            open.add(
                    auctions.list(BidStream.terms(Instant.now()), "a thing", "").id());
        }
        awaitLedger();
        var bids = new BidStream(seed, open);
        var tally = new Tally();
        Cost before = read();
        long threadBefore = Cpu.ofThisThread();
        long began = System.nanoTime();
        place(bids, workload, tally);
        long nanos = System.nanoTime() - began;
        long makingBids = Cpu.ofThisThread() - threadBefore;
        awaitLedger();
        return tally.sample(nanos, read().minus(before).lessMaking(makingBids));
    }

    private void place(BidStream bids, Workload workload, Tally tally) {
        var permits = new Semaphore(workload.outstanding());
        long end = System.nanoTime() + workload.length().toNanos();
        int atOnce = Math.min(BIDS_AT_ONCE, workload.outstanding());
        while (System.nanoTime() - end < 0) {
            permits.acquireUninterruptibly(atOnce);
            Instant now = Instant.now();
            for (int i = 0; i < atOnce; i++) {
                BidStream.Next next = bids.next(now);
                bidding.place(next.auction(), next.bid(), clock.stamp(), answer -> {
                    if (answer instanceof Answer.Decided(var receipt)) {
                        tally.decided(receipt.outcome().accepted());
                    } else {
                        tally.failed();
                    }
                    permits.release();
                });
            }
        }
        permits.acquireUninterruptibly(workload.outstanding());
    }

    /** Until the ledger has everything that the bid log has. */
    private void awaitLedger() {
        long deadline = System.nanoTime() + CATCH_UP_MAX.toNanos();
        var reads = ledger.reads();
        while (!reads.positions().equals(log.ends(buckets.all()))) {
            if (System.nanoTime() - deadline > 0) {
                throw new BenchException("the ledger did not catch up with the bid log within " + CATCH_UP_MAX);
            }
            pause(POLL);
        }
    }

    /**
     * Opens auctions as a node does, but many at once, and without the catalog: the ledger learns of them from the log.
     *
     * @return how many bytes of Redis they take, without the log, which is trimmed
     */
    double openIdle(int count) {
        var opener = new ArenaAuctions(arena, clock, buckets, _ -> {});
        awaitLedger();
        RedisGauge.Reading before = redis.read();
        try (ExecutorService openers =
                Executors.newFixedThreadPool(OPENERS, Thread.ofVirtual().factory())) {
            for (int i = 0; i < count; i++) {
                openers.execute(() -> opener.list(BidStream.terms(Instant.now()), "a thing", ""));
            }
        }
        awaitLedger();
        RedisGauge.Reading now = redis.read();
        return now.usedBytes() - before.usedBytes() - (now.logBytes() - before.logBytes());
    }

    private Cost read() {
        PostgresGauge.Reading counters = postgres.read();
        RedisGauge.Reading arenas = redis.read();
        return new Cost(
                Cpu.ofProcess(stores.redis().pid()),
                Cpu.ofTree(stores.postgres().pid()),
                Cpu.ofThisJvm(),
                counters.transactions(),
                counters.walBytes(),
                counters.fsyncs() + arenas.scripts(),
                arenas.usedBytes(),
                arenas.logBytes());
    }

    private static void pause(Duration length) {
        try {
            TimeUnit.NANOSECONDS.sleep(length.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("waiting", e);
        }
    }

    private <T extends AutoCloseable> T begin(T part) {
        started.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            AutoCloseable last = started.pop();
            try {
                last.close();
            } catch (Exception e) {
                throw new BenchException("closing " + last, e);
            }
        }
    }
}
