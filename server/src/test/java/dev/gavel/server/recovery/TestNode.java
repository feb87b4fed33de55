package dev.gavel.server.recovery;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.Durability;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.arena.RedisClock;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.BiddingConfig;
import dev.gavel.server.bidding.PlaceBids;
import dev.gavel.server.bidding.ReadyBidding;
import dev.gavel.server.bidding.TurnLoop;
import dev.gavel.server.closing.Closer;
import dev.gavel.server.closing.Presence;
import dev.gavel.server.closing.Release;
import dev.gavel.server.feed.Feed;
import dev.gavel.server.feed.FeedConfig;
import dev.gavel.server.ledger.Ledger;
import dev.gavel.server.ledger.LedgerConfig;
import dev.gavel.server.ledger.LedgerCopy;
import dev.gavel.server.ledger.LedgerReader;
import dev.gavel.server.listing.ArenaAuctions;
import dev.gavel.server.listing.Listing;
import dev.gavel.shards.Buckets;
import dev.gavel.shards.PoolConfig;
import dev.gavel.shards.ShardAddress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** What a server has of a bid's road below admission, by the clock of Redis. */
final class TestNode implements AutoCloseable {
    static final Buckets BUCKETS = new Buckets(4);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final BidLog log;
    private final ReadyBidding bidding;
    final RedisClock clock;
    final Arena arena;
    final Ledger ledger;
    final ArenaAuctions auctions;
    final ArenaGuard guard;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    TestNode(EmbeddedRedis redis, List<String> databases) {
        this(redis, databases, RecoveryConfig.DEFAULT);
    }

    TestNode(EmbeddedRedis redis, List<String> databases, RecoveryConfig config) {
        this(ArenaConfig.DEFAULT.withRedisUri(redis.redisUri()), databases, config);
    }

    TestNode(ArenaConfig redis, List<String> databases, RecoveryConfig config) {
        this(redis, databases, config, LedgerConfig.DEFAULT);
    }

    TestNode(ArenaConfig redis, List<String> databases, RecoveryConfig config, LedgerConfig reader) {
        arena = begin(Arena.connect(redis, new ScriptTime.Redis()));
        clock = begin(new RedisClock(arena));
        List<ShardAddress> addresses = new ArrayList<>();
        databases.forEach(url -> addresses.add(ShardAddress.parse("ledger.shards[" + addresses.size() + "]", url)));
        var pools = new PoolConfig(8, Duration.ofSeconds(2), Duration.ofSeconds(20), 3);
        ledger = begin(Ledger.open(addresses, pools, BUCKETS, reader, InstantSource.system()));
        LedgerCopy copy =
                redis.durability() == Durability.LOG ? ledger.copy(redis.log().waitMax(), arena.floors()::of) : null;
        guard = begin(new ArenaGuard(
                arena, BUCKETS, new Recovery(arena, clock, BUCKETS, ledger.arenaSource()), config, copy, meters));
        TurnLoop turns = begin(new TurnLoop(
                BiddingConfig.DEFAULT,
                BUCKETS,
                new PlaceBids(arena, NodeId.random(), copy)::place,
                arena::serverName,
                arena.turnThread(),
                meters));
        bidding = new ReadyBidding(arena.gate(), BUCKETS, turns, meters);
        auctions = new ArenaAuctions(arena, clock, BUCKETS, ledger.catalog()::insert, copy);
        log = new BidLog(arena, List.of(LedgerReader.NAME));
        ledger.startReaders(log, new Release(arena, BUCKETS)::release);
        guard.start();
        if (copy != null) {
            begin(new Feed(FeedConfig.DEFAULT, log, ledger.reads()::positions, auctions, clock, List.of(guard, copy)))
                    .start();
        }
    }

    /** A proxy auction from 100 by 10 that has been open for a minute and is for an hour. */
    static Terms terms() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Terms(
                new AccountId("sue"),
                new Terms.Pricing(
                        Currency.getInstance("EUR"),
                        Bidding.PROXY,
                        new Money(100),
                        StepTable.flat(new Money(10)),
                        null),
                new Terms.Schedule(now.minusSeconds(60), now.plus(Duration.ofHours(1)), null));
    }

    static Bid randomBid(Random random) {
        return new Bid(
                new AccountId("bidder" + random.nextInt(9)),
                new Money(100 + random.nextInt(1_000_000)),
                RequestId.at(Instant.now(), random));
    }

    AuctionId list(Terms terms) {
        Listing listing = auctions.list(terms, "a thing", "");
        return listing.id();
    }

    /** Closes what is due, as a node that holds no bids. */
    void ringBells() {
        Presence presence = begin(new Presence(arena, clock, NodeId.random()));
        begin(new Closer(arena, clock, presence, (_, now) -> now, BUCKETS, meters));
    }

    CompletableFuture<Answer> bid(AuctionId auction, Bid bid) {
        var answer = new CompletableFuture<Answer>();
        bidding.place(auction, bid, clock.stamp(), answer::complete);
        return answer;
    }

    Answer answer(AuctionId auction, Bid bid) {
        return bid(auction, bid).orTimeout(20, TimeUnit.SECONDS).join();
    }

    void awaitRead() {
        await().until(() -> {
            var positions = ledger.reads().positions();
            return log.ends(BUCKETS.all()).entrySet().stream()
                    .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
        });
    }

    /** For good: connections come back one after another, and each closes the gate until it was looked at. */
    void awaitReady() {
        await().during(Duration.ofMillis(300))
                .until(() -> guard.trouble().isEmpty()
                        && arena.gate().closed(BUCKETS.all()).isEmpty());
    }

    static org.awaitility.core.ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
    }

    private <T extends AutoCloseable> T begin(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a part of the node did not close", e);
            }
        }
    }
}
