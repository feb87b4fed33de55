package dev.gavel.server.meters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.arena.RedisClock;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.arena.Sights;
import dev.gavel.server.closing.Closer;
import dev.gavel.server.closing.Presence;
import dev.gavel.server.listing.ArenaAuctions;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import dev.gavel.shards.ShardMap;
import io.lettuce.core.RedisClient;
import io.lettuce.core.XAddArgs;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What stands in Redis, where nobody closes and nobody reads. */
class BucketMetersIT {
    private static final Buckets BUCKETS = new Buckets(2);
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final String READER = "ledger";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void anAuctionThatNobodyClosesIsOverdueUntilSomebodyDoes() {
        SharedStores.reset();
        ArenaConfig config = ArenaConfig.DEFAULT
                .withRedisUri(SharedStores.redis().redisUri())
                .withOutageAfter(Duration.ZERO);
        var map = new ShardMap(1, List.of(0, 1));
        try (var arena = Arena.connect(config, new ScriptTime.Redis());
                var clock = new RedisClock(arena);
                var _ = new BucketMeters(
                        new Sights(arena, clock, BUCKETS, READER), () -> map, () -> Map.of(), registry)) {
            var auctions = new ArenaAuctions(arena, clock, BUCKETS, _ -> {});
            Instant closesAt = Instant.ofEpochMilli(clock.now()).plusSeconds(1);
            var id = auctions.list(terms(closesAt), "a thing", "").id();
            int shard = BUCKETS.of(id.value()).number();
            var log = new BidLog(arena, List.of(READER));
            // Of the other bucket it has all, and of this one nothing.
            log.done(READER, Map.of(new Bucket(shard), 0L));

            await().until(() -> value("gavel.auctions.open", shard) == 1);
            assertThat(value("gavel.auctions.open", 1 - shard)).isZero();
            await().until(() -> value("gavel.close.overdue.seconds", shard) > 1);
            assertThat(value("gavel.close.overdue.seconds", 1 - shard)).isZero();
            await().until(() -> value("gavel.ledger.behind.seconds", shard) > 1);
            assertThat(value("gavel.ledger.behind.seconds", 1 - shard)).isZero();
            assertThat(value("gavel.ledger.behind.seconds", shard))
                    .isLessThan(value("gavel.close.overdue.seconds", shard) + 2);
            assertThat(registry.get("gavel.feed.behind").gauge().value()).isEqualTo(1);

            try (var presence = new Presence(arena, clock, NodeId.random());
                    var _ = new Closer(arena, clock, presence, (_, now) -> now, BUCKETS, new SimpleMeterRegistry())) {
                await().until(() -> value("gavel.close.overdue.seconds", shard) == 0);
                await().until(() -> value("gavel.auctions.open", shard) == 0);
            }
            log.done(READER, log.ends(BUCKETS.all()));
            await().until(() -> value("gavel.ledger.behind.seconds", shard) == 0);
        }
    }

    /** The reader stands still before it: that must be told, and of the other shard all that is. */
    @Test
    void anEntryThatCannotBeReadGetsOlderAndHidesNothingOfOtherShards() {
        SharedStores.reset();
        ArenaConfig config =
                ArenaConfig.DEFAULT.withRedisUri(SharedStores.redis().redisUri());
        var map = new ShardMap(1, List.of(0, 1));
        try (var arena = Arena.connect(config, new ScriptTime.Redis());
                var clock = new RedisClock(arena);
                var redis = RedisClient.create(SharedStores.redis().redisUri());
                var connection = redis.connect();
                var _ = new BucketMeters(
                        new Sights(arena, clock, BUCKETS, READER), () -> map, () -> Map.of(), registry)) {
            new BidLog(arena, List.of(READER)).done(READER, Map.of(new Bucket(0), 0L, new Bucket(1), 0L));
            connection.sync().xadd("{b1}:log", new XAddArgs().id("1-0"), Map.of("O", "nonsense"));
            connection.sync().set("{b1}:n", "1");
            await().until(() -> value("gavel.ledger.behind.seconds", 1) > 2.5);
            assertThat(value("gavel.ledger.behind.seconds", 0)).isZero();
            assertThat(value("gavel.auctions.open", 1)).isZero();
            assertThat(value("gavel.close.overdue.seconds", 1)).isZero();
            // And a position that is none hides its own shard alone.
            connection.sync().hset("{b1}:readers", READER, "nowhere");
            await().until(() -> Double.isNaN(value("gavel.ledger.behind.seconds", 1)));
            assertThat(value("gavel.ledger.behind.seconds", 0)).isZero();
        }
    }

    /** Absent it would not be heard by FeedBehind, while watchers hear nothing. */
    @Test
    void aFeedWithoutAPlaceIsBehindByAllThatThereIs() {
        SharedStores.reset();
        ArenaConfig config =
                ArenaConfig.DEFAULT.withRedisUri(SharedStores.redis().redisUri());
        var map = new ShardMap(1, List.of(0, 1));
        var place = new AtomicReference<@Nullable Map<Bucket, Long>>();
        try (var arena = Arena.connect(config, new ScriptTime.Redis());
                var clock = new RedisClock(arena);
                var _ = new BucketMeters(new Sights(arena, clock, BUCKETS, READER), () -> map, place::get, registry)) {
            await().until(() -> feedBehind() == Double.POSITIVE_INFINITY);
            place.set(Map.of());
            await().until(() -> feedBehind() == 0);
        }
    }

    private double feedBehind() {
        Gauge gauge = registry.find("gavel.feed.behind").gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }

    /** NaN while it is not there. */
    private double value(String name, int shard) {
        Gauge gauge = registry.find(name).tag("shard", Integer.toString(shard)).gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
    }

    private static Terms terms(Instant closesAt) {
        return new Terms(
                new AccountId("sue"),
                new Terms.Pricing(
                        Currency.getInstance("EUR"),
                        Bidding.PLAIN,
                        new Money(100),
                        StepTable.flat(new Money(10)),
                        null),
                new Terms.Schedule(
                        closesAt.minusSeconds(60),
                        closesAt,
                        new SoftClose(WINDOW, WINDOW, SoftClose.Mode.ADD, 0, null)));
    }
}
