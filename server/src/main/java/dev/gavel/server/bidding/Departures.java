package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import dev.gavel.shards.Bucket;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which turn leaves next: at most one of a bucket at a time, so that nothing overtakes, and only a few in all, so that
 * the others grow instead of waiting on each other in Redis. Pure and single-threaded.
 */
final class Departures {
    private final BiddingConfig config;
    private final Map<Bucket, BucketQueue> queues = new HashMap<>();
    /** Buckets with bids waiting and no turn under way, in the order in which they became so. */
    private final ArrayDeque<Bucket> ready = new ArrayDeque<>();

    private int underWay;

    Departures(BiddingConfig config) {
        this.config = config;
    }

    /** The bids of one bucket that leave together. */
    record Departure(Bucket bucket, List<Waiting> bids) {}

    /** Queues a bid unless those before it have waited too long already, or are so many that it would. */
    boolean offer(Bucket bucket, Waiting waiting) {
        BucketQueue queue = queues.get(bucket);
        if (queue == null) {
            // Absent means idle: neither waiting nor under way.
            queue = new BucketQueue(waiting.sinceNanos());
            queues.put(bucket, queue);
            ready.add(bucket);
        } else if (isTooLong(queue, waiting)) {
            return false;
        }
        queue.add(waiting);
        return true;
    }

    /** The next turn, if one may leave; {@link #arrived} must follow for it. */
    @Nullable
    Departure next() {
        if (underWay == config.turnsPerPrimary() || ready.isEmpty()) {
            return null;
        }
        Bucket bucket = ready.remove();
        underWay++;
        return new Departure(bucket, queue(bucket).take(config.turnBidsMax(), config.rotation()));
    }

    private boolean isTooLong(BucketQueue queue, Waiting waiting) {
        AuctionId auction = waiting.arrived().auction();
        long max = config.waitMax().toNanos();
        return queue.waitNanos(auction, waiting.sinceNanos()) > max
                || queue.expectedWaitNanos(auction, config.turnBidsMax(), config.rotation()) > max;
    }

    /** The bucket's turn is over: all of its bids are answered. */
    void arrived(Bucket bucket, long nowNanos) {
        underWay--;
        BucketQueue queue = queue(bucket);
        queue.arrived(nowNanos);
        if (queue.isEmpty()) {
            queues.remove(bucket);
        } else {
            ready.add(bucket);
        }
    }

    private BucketQueue queue(Bucket bucket) {
        BucketQueue queue = queues.get(bucket);
        if (queue == null) {
            throw new IllegalStateException("bucket " + bucket + " has no queue");
        }
        return queue;
    }
}
