package dev.gavel.cli.inspect;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaKeys;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.RedisClock;
import dev.gavel.server.listing.ArenaAuctions;
import dev.gavel.server.listing.Live;
import dev.gavel.server.listing.Ranking;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one auction from the arena and whatever the bid log still has of it. */
public final class ArenaView implements AutoCloseable {
    private static final int RANKS = 10;

    private final Arena arena;
    private final RedisClock clock;
    private final ArenaAuctions auctions;
    private final BidLog log;

    public ArenaView(Arena arena, Buckets buckets) {
        this.arena = arena;
        this.clock = new RedisClock(arena);
        this.auctions = new ArenaAuctions(arena, clock, buckets, listing -> {
            throw new IllegalStateException("a view lists nothing, so not " + listing.id());
        });
        this.log = new BidLog(arena, List.of());
    }

    /** A decision with the number of the entry of the bid log that holds it. */
    public record Logged(long entry, Decision decision) {}

    Optional<Live> find(AuctionId id) {
        return auctions.find(id);
    }

    Optional<Ranking> ranking(AuctionId id) {
        return auctions.ranking(id, RANKS, null);
    }

    /** The newest decisions of an auction that the bid log still has, oldest first. */
    List<Logged> decisions(AuctionId id, Bucket bucket, int max) {
        Deque<Logged> newest = new ArrayDeque<>();
        for (LogEntry entry : entries(bucket)) {
            for (Decision decision : entry.decisions()) {
                if (decision.auction().equals(id)) {
                    newest.add(new Logged(entry.number(), decision));
                }
            }
            while (newest.size() > max) {
                newest.remove();
            }
        }
        return List.copyOf(newest);
    }

    /** All that the bid log of a bucket still has, oldest first. */
    public List<LogEntry> entries(Bucket bucket) {
        List<LogEntry> all = new ArrayList<>();
        long position = oldestEntry(bucket) - 1;
        List<LogEntry> page = log.read(Map.of(bucket, position)).getOrDefault(bucket, List.of());
        while (!page.isEmpty()) {
            all.addAll(page);
            position = page.getLast().number();
            page = log.read(Map.of(bucket, position)).getOrDefault(bucket, List.of());
        }
        return all;
    }

    /** The number of the oldest entry that has not been trimmed; 1 where nothing was ever written. */
    long oldestEntry(Bucket bucket) {
        var first = arena.await(
                "reading the beginning of the bid log of bucket " + bucket,
                arena.reads(bucket).xrange(ArenaKeys.log(bucket), Range.unbounded(), Limit.from(1)));
        if (first.isEmpty()) {
            return 1;
        }
        String id = first.getFirst().getId();
        return Long.parseLong(id, 0, id.indexOf('-'), 10);
    }

    @Override
    public void close() {
        clock.close();
    }
}
