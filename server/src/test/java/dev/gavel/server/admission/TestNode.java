package dev.gavel.server.admission;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Terms;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.arena.RedisClock;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.BiddingConfig;
import dev.gavel.server.bidding.PlaceBids;
import dev.gavel.server.bidding.TurnLoop;
import dev.gavel.server.feed.Feed;
import dev.gavel.server.feed.FeedConfig;
import dev.gavel.server.listing.ArenaAuctions;
import dev.gavel.shards.Buckets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The bidding half of a node on a real Redis, wired as Server does it. */
final class TestNode implements AutoCloseable {
    private final Arena arena;
    private final RedisClock clock;
    private final TurnLoop turns;
    private final Admission admission;
    private final ArenaAuctions auctions;
    private final Feed feed;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** @param requestIdAheadMax on which it depends how long the log must have been heard before the edge refuses */
    TestNode(AdmissionConfig config, Duration requestIdAheadMax) {
        this(config, requestIdAheadMax, null, System::nanoTime);
    }

    /**
     * With other clocks for shares.
     *
     * @param sharesClock null for the arena's
     */
    TestNode(
            AdmissionConfig config,
            Duration requestIdAheadMax,
            @Nullable ArenaClock sharesClock,
            LongSupplier sharesNanoTime) {
        ArenaConfig usual = ArenaConfig.DEFAULT;
        var settings = new ArenaConfig(
                SharedStores.redis().redisUri(),
                usual.durability(),
                usual.replica(),
                usual.log(),
                usual.commandTimeout(),
                usual.drain(),
                usual.drainMax(),
                usual.outageAfter(),
                usual.requestIdAgeMax(),
                requestIdAheadMax,
                usual.grace(),
                usual.logEntriesKept());
        var buckets = new Buckets(16);
        var self = NodeId.random();
        arena = Arena.connect(settings, new ScriptTime.Redis());
        clock = new RedisClock(arena);
        turns = new TurnLoop(
                BiddingConfig.DEFAULT,
                buckets,
                new PlaceBids(arena, self)::place,
                arena::serverName,
                arena.turnThread(),
                meters);
        var edge = new Edge(config.edge(), turns, clock, requestIdAheadMax, meters);
        admission =
                new Admission(config, edge, sharesClock == null ? clock : sharesClock, self, meters, sharesNanoTime);
        auctions = new ArenaAuctions(arena, clock, buckets, _ -> {});
        var log = new BidLog(arena, List.of("test"));
        feed = new Feed(
                FeedConfig.DEFAULT, log, () -> log.ends(buckets.all()), auctions, clock, List.of(admission, edge));
        feed.start();
    }

    AuctionId list(Terms terms) {
        return auctions.list(terms, "a thing", "").id();
    }

    Answer place(AuctionId auction, Bid bid) {
        var answer = new CompletableFuture<Answer>();
        admission.place(auction, bid, clock.stamp(), answer::complete);
        return answer.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Whether it hears of every bid from now on. */
    boolean hears() {
        return feed.positions() != null;
    }

    double count(String counter) {
        return meters.get(counter).counter().count();
    }

    double gauge(String gauge) {
        return meters.get(gauge).gauge().value();
    }

    @Override
    public void close() {
        feed.close();
        admission.close();
        turns.close();
        clock.close();
        arena.close();
    }
}
