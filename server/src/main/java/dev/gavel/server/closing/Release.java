package dev.gavel.server.closing;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaKeys;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Lets settled auctions leave the arena: their keys expire after a grace, in which reads still work. */
public final class Release {
    private final Arena arena;
    private final Buckets buckets;

    public Release(Arena arena, Buckets buckets) {
        this.arena = arena;
        this.buckets = buckets;
    }

    /** Idempotent, but a later call begins the grace anew. */
    public void release(Collection<AuctionId> settled) {
        long grace = arena.config().grace().toMillis();
        List<CompletionStage<Boolean>> asked = new ArrayList<>();
        for (AuctionId id : settled) {
            Bucket bucket = buckets.of(id.value());
            asked.add(arena.reads(bucket).pexpire(ArenaKeys.state(bucket, id), grace));
            asked.add(arena.reads(bucket).pexpire(ArenaKeys.ranking(bucket, id), grace));
            asked.add(arena.reads(bucket).pexpire(ArenaKeys.listing(bucket, id), grace));
            asked.add(arena.reads(bucket).pexpire(ArenaKeys.bidders(bucket, id), grace));
        }
        asked.forEach(answer -> arena.await("releasing settled auctions", answer));
    }
}
