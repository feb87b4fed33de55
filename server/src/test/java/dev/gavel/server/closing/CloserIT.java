package dev.gavel.server.closing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.arena.RedisClock;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.listing.ArenaAuctions;
import dev.gavel.server.listing.Listing;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's bells, by the clock of Redis. */
final class CloserIT {
    private static final Duration MAX = Duration.ofSeconds(20);
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final Buckets BUCKETS = new Buckets(1);
    private static final Bucket BUCKET = new Bucket(0);

    @Test
    void aCloseWhileRedisIsAwayIsMovedAndRungThen(@TempDir Path directory) {
        try (EmbeddedRedis redis = EmbeddedRedis.start(directory);
                Arena arena = Arena.connect(config(redis), new ScriptTime.Redis());
                RedisClock clock = new RedisClock(arena);
                Presence presence = new Presence(arena, clock, NodeId.random());
                Closer _ = new Closer(arena, clock, presence, (_, now) -> now, BUCKETS, new SimpleMeterRegistry())) {
            var auctions = new ArenaAuctions(arena, clock, BUCKETS, _ -> {});
            await().atMost(MAX).until(() -> arena.lastWatched().of(BUCKET).isPresent());
            Instant closesAt = Instant.ofEpochMilli(clock.now()).plusSeconds(2);
            Listing listing = auctions.list(terms(closesAt), "a thing", "");
            redis.pause();
            await().atMost(MAX)
                    .until(() ->
                            Instant.now().isAfter(closesAt.plus(arena.config().outageAfter())));
            redis.resume();

            await().atMost(MAX).until(() -> decisions(arena).size() == 3);
            List<Decision> decisions = decisions(arena);
            assertThat(decisions).allMatch(one -> one.auction().equals(listing.id()));
            assertThat(decisions.get(1)).isInstanceOfSatisfying(Decision.Postponed.class, moved -> {
                assertThat(moved.outage().covers(closesAt)).isTrue();
                assertThat(moved.closesAt())
                        .isEqualTo(closesAt.plus(moved.outage().length()).plus(WINDOW));
            });
            assertThat(decisions.get(2)).isInstanceOf(Decision.Closed.class);
        }
    }

    private static ArenaConfig config(EmbeddedRedis redis) {
        return ArenaConfig.DEFAULT.withRedisUri(redis.redisUri()).withOutageAfter(Duration.ofSeconds(2));
    }

    private static List<Decision> decisions(Arena arena) {
        return new BidLog(arena, List.of())
                .read(Map.of(BUCKET, 0L)).getOrDefault(BUCKET, List.of()).stream()
                        .flatMap(entry -> entry.decisions().stream())
                        .toList();
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
