package dev.gavel.server.operations;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.LogListener;
import dev.gavel.server.platform.LastSeconds;
import dev.gavel.shards.Buckets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which auctions get most of the bids, on all nodes together: counted from the bid log as this node hears it.
 *
 * <p>Implementation notes. Each second counts at most {@link #COUNTED_MAX} auctions, in sets of {@link #WAYS} by a hash
 * of their ids. A further one takes the place and the count of the one with the fewest of its set ("space saving"): an
 * auction with more than an eighth of its set's bids is always counted, and none too low. So a bid costs a look at
 * eight numbers, whatever there is.
 */
public final class HotAuctions implements LogListener {
    static final int COUNTED_MAX = 512;
    private static final int WAYS = 8;
    /** A power of two. */
    private static final int SETS = COUNTED_MAX / WAYS;

    private static final int SHOWN_MAX = 10;
    /** Spreads ids that differ in few bits, as time-ordered ones do. */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private final Buckets buckets;
    private final LongSupplier nanoTime;
    private final long[][] auctions = new long[LastSeconds.SLOTS][COUNTED_MAX];
    private final int[][] counts = new int[LastSeconds.SLOTS][COUNTED_MAX];
    private final long[] seconds = new long[LastSeconds.SLOTS];

    public HotAuctions(Buckets buckets) {
        this(buckets, System::nanoTime);
    }

    HotAuctions(Buckets buckets, LongSupplier nanoTime) {
        this.buckets = buckets;
        this.nanoTime = nanoTime;
    }

    @Override
    public void begins() {}

    @Override
    public synchronized void heard(LogEntry entry) {
        long second = LastSeconds.second(nanoTime.getAsLong());
        int slot = LastSeconds.slot(second);
        if (seconds[slot] != second) {
            seconds[slot] = second;
            Arrays.fill(counts[slot], 0);
        }
        for (Decision decision : entry.decisions()) {
            if (decision instanceof Decision.BidDecided) {
                count(slot, decision.auction().value());
            }
        }
    }

    private void count(int slot, long auction) {
        int least = (int) (((auction * SPREAD) >>> 32) & (SETS - 1)) * WAYS;
        int end = least + WAYS;
        for (int at = least; at < end; at++) {
            if (counts[slot][at] > 0 && auctions[slot][at] == auction) {
                counts[slot][at]++;
                return;
            }
            least = counts[slot][at] < counts[slot][least] ? at : least;
        }
        auctions[slot][least] = auction;
        counts[slot][least]++;
    }

    /** Of the last seconds, most bids first. */
    synchronized List<Views.Hot> hottest() {
        long now = LastSeconds.second(nanoTime.getAsLong());
        Map<AuctionId, Long> sums = new HashMap<>();
        for (int slot = 0; slot < LastSeconds.SLOTS; slot++) {
            for (int at = 0; at < COUNTED_MAX && LastSeconds.has(seconds[slot], now); at++) {
                if (counts[slot][at] > 0) {
                    sums.merge(new AuctionId(auctions[slot][at]), (long) counts[slot][at], Long::sum);
                }
            }
        }
        return sums.entrySet().stream()
                .sorted(Map.Entry.<AuctionId, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN_MAX)
                .map(one -> new Views.Hot(
                        one.getKey().toString(),
                        buckets.of(one.getKey().value()).number(),
                        LastSeconds.perSecond(one.getValue())))
                .toList();
    }
}
