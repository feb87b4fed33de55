package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bids that wait for one bucket: first come, first served within an auction, and the auctions in rotation, so that
 * a hot one does not starve the others. Pure and single-threaded.
 */
final class BucketQueue {
    /**
     * A turn counts an eighth, the first one too: one slow answer does not turn many bids away, a few in a row do, and
     * meanwhile how long the oldest has waited speaks for itself.
     */
    private static final int SMOOTHING = 8;

    private final Map<AuctionId, ArrayDeque<Waiting>> byAuction = new HashMap<>();
    private final ArrayDeque<AuctionId> rotation = new ArrayDeque<>();
    private int size;
    private long readySinceNanos;
    private long turnNanos;

    /** @param nowNanos since when a turn of the bucket could leave */
    BucketQueue(long nowNanos) {
        this.readySinceNanos = nowNanos;
    }

    boolean isEmpty() {
        return rotation.isEmpty();
    }

    /** For how long the first of this auction's bids has waited; 0 if none does. */
    long waitNanos(AuctionId auction, long nowNanos) {
        ArrayDeque<Waiting> queue = byAuction.get(auction);
        return queue == null ? 0 : nowNanos - queue.getFirst().sinceNanos();
    }

    /**
     * For how long a bid of this auction would wait for the full turns before it, at the pace of the last few; 0 where
     * there is none, so that an estimate that is too high cannot keep everybody out.
     */
    long expectedWaitNanos(AuctionId auction, int turnBids, int share) {
        ArrayDeque<Waiting> queue = byAuction.get(auction);
        long rounds = (queue == null ? 0 : queue.size()) / share + 1L;
        long before = Math.min(size, rounds * share * rotation.size());
        return before / turnBids * turnNanos;
    }

    /** A turn is over that could have left as soon as the one before it was. */
    void arrived(long nowNanos) {
        long took = nowNanos - readySinceNanos;
        turnNanos += (took - turnNanos) / SMOOTHING;
        readySinceNanos = nowNanos;
    }

    void add(Waiting waiting) {
        AuctionId auction = waiting.arrived().auction();
        ArrayDeque<Waiting> queue = byAuction.get(auction);
        if (queue == null) {
            queue = new ArrayDeque<>();
            byAuction.put(auction, queue);
            rotation.add(auction);
        }
        queue.add(waiting);
        size++;
    }

    /** Removes the next bids to decide: up to {@code share} of each auction in turn until {@code max} are taken. */
    List<Waiting> take(int max, int share) {
        List<Waiting> taken = new ArrayList<>();
        while (taken.size() < max && !rotation.isEmpty()) {
            AuctionId auction = rotation.remove();
            ArrayDeque<Waiting> queue = byAuction.get(auction);
            if (queue == null) {
                throw new IllegalStateException("auction " + auction + " is in rotation without a queue");
            }
            for (int i = 0; i < share && taken.size() < max && !queue.isEmpty(); i++) {
                taken.add(queue.remove());
            }
            if (queue.isEmpty()) {
                byAuction.remove(auction);
            } else {
                rotation.add(auction);
            }
        }
        size -= taken.size();
        return taken;
    }
}
