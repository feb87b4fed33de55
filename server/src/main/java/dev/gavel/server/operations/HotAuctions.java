package dev.gavel.server.operations;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.LogListener;
import dev.gavel.shards.Buckets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which auctions get most of the bids, on all nodes together: counted from the bid log as this node hears it.
 *
 * <p>Each second counts at most {@link #COUNTED_MAX} auctions. A further one takes the place and the count of the one
 * with the fewest ("space saving"): whoever gets more than that share of a second's bids is always counted, and none
 * too low.
 */
public final class HotAuctions implements LogListener {
    static final int COUNTED_MAX = 256;
    private static final int SHOWN_MAX = 10;

    private final Buckets buckets;
    private final LongSupplier nanoTime;
    private final List<Map<AuctionId, Integer>> counts = new ArrayList<>();
    private final long[] seconds = new long[Recent.SLOTS];

    public HotAuctions(Buckets buckets) {
        this(buckets, System::nanoTime);
    }

    HotAuctions(Buckets buckets, LongSupplier nanoTime) {
        this.buckets = buckets;
        this.nanoTime = nanoTime;
        for (int slot = 0; slot < Recent.SLOTS; slot++) {
            counts.add(new HashMap<>());
        }
    }

    @Override
    public void begins() {}

    @Override
    public synchronized void heard(LogEntry entry) {
        long second = Recent.second(nanoTime.getAsLong());
        int slot = Recent.slot(second);
        if (seconds[slot] != second) {
            seconds[slot] = second;
            counts.get(slot).clear();
        }
        Map<AuctionId, Integer> counted = counts.get(slot);
        for (Decision decision : entry.decisions()) {
            if (decision instanceof Decision.BidDecided) {
                count(counted, decision.auction());
            }
        }
    }

    private static void count(Map<AuctionId, Integer> counted, AuctionId auction) {
        int before = 0;
        if (counted.size() == COUNTED_MAX && !counted.containsKey(auction)) {
            AuctionId least = counted.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
            Integer its = counted.remove(least);
            before = its == null ? 0 : its;
        }
        counted.merge(auction, before + 1, (old, _) -> old + 1);
    }

    /** Of the last seconds, most bids first. */
    synchronized List<Views.Hot> hottest() {
        long now = Recent.second(nanoTime.getAsLong());
        Map<AuctionId, Long> sums = new HashMap<>();
        for (int slot = 0; slot < Recent.SLOTS; slot++) {
            if (Recent.has(seconds[slot], now)) {
                counts.get(slot).forEach((auction, count) -> sums.merge(auction, (long) count, Long::sum));
            }
        }
        return sums.entrySet().stream()
                .sorted(Map.Entry.<AuctionId, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN_MAX)
                .map(one -> new Views.Hot(
                        one.getKey().toString(),
                        buckets.of(one.getKey().value()).number(),
                        Recent.perSecond(one.getValue())))
                .toList();
    }
}
