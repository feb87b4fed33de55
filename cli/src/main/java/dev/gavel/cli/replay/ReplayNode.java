package dev.gavel.cli.replay;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Terms;
import dev.gavel.dev.DevStores;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaCheck;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.arena.Turn;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.PlaceBids;
import dev.gavel.server.bidding.TurnReply;
import dev.gavel.server.closing.CloseDue;
import dev.gavel.server.closing.Drained;
import dev.gavel.server.closing.Release;
import dev.gavel.server.ledger.Ledger;
import dev.gavel.server.ledger.LedgerConfig;
import dev.gavel.server.ledger.LedgerReader;
import dev.gavel.server.listing.ArenaAuctions;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import dev.gavel.shards.PoolConfig;
import dev.gavel.shards.ShardAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A node whose time is the recorded one: the server's own scripts, ledger and settlement, wired to another clock. A
 * server has no way to do this.
 */
final class ReplayNode implements AutoCloseable {
    private final Buckets buckets = new Buckets(Buckets.COUNT_DEFAULT);
    private final Arena arena;
    private final PlaceBids placeBids;
    private final CloseDue closeDue;
    private final ArenaAuctions auctions;
    private final Ledger ledger;
    private volatile long millis;

    ReplayNode(DevStores stores) {
        arena = Arena.connect(
                ArenaConfig.DEFAULT.withRedisUri(stores.redisUri()), new ScriptTime.Recorded(() -> millis));
        ArenaCheck.run(arena, buckets);
        ledger = Ledger.open(addresses(stores), PoolConfig.DEFAULT, buckets, LedgerConfig.DEFAULT, Instant::now);
        ledger.startReaders(new BidLog(arena, List.of(LedgerReader.NAME)), new Release(arena, buckets)::release);
        placeBids = new PlaceBids(arena);
        closeDue = new CloseDue(arena);
        auctions = new ArenaAuctions(arena, new RecordedTime(), buckets, ledger.catalog()::insert);
    }

    private static List<ShardAddress> addresses(DevStores stores) {
        List<ShardAddress> addresses = new ArrayList<>();
        for (String url : stores.jdbcUrls()) {
            addresses.add(ShardAddress.parse("embedded shard " + addresses.size(), url));
        }
        return addresses;
    }

    private final class RecordedTime implements ArenaClock {
        @Override
        public long stamp() {
            return millis;
        }

        @Override
        public long now() {
            return millis;
        }
    }

    void setTime(Instant recorded) {
        millis = recorded.toEpochMilli();
    }

    AuctionId list(Terms terms, String title) {
        return auctions.list(terms, title, "").id();
    }

    Bucket bucketOf(AuctionId auction) {
        return buckets.of(auction.value());
    }

    CompletionStage<List<Answer>> place(Bucket bucket, List<ArrivedBid> bids) {
        return placeBids.place(bucket, Turn.of(bids)).thenApply(TurnReply::answers);
    }

    /** Closes what is due in the bucket at the recorded time. */
    void ring(Bucket bucket) {
        CloseDue.Rung rung;
        do {
            rung = await("closing auctions of bucket " + bucket, closeDue.close(bucket, millis, Drained.ALL));
        } while (rung.full());
    }

    Standing standing(AuctionId auction) {
        return auctions.find(auction)
                .orElseThrow(() -> new IllegalStateException("auction " + auction + " has left the arena"))
                .standing();
    }

    <T> T await(String attempted, CompletionStage<T> answer) {
        return arena.await(attempted, answer);
    }

    Duration drain() {
        return arena.config().drain();
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        ledger.close();
        arena.close();
    }
}
