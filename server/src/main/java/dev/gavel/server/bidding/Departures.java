package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import dev.gavel.shards.Bucket;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which turn leaves next: at most one of a bucket at a time, so that nothing overtakes, and only a few to each Redis
 * primary, so that the others grow instead of waiting on each other there. What waits for a primary that does not
 * answer keeps nothing from the others. Pure and single-threaded.
 */
final class Departures {
    private final BiddingConfig config;
    private final Map<Bucket, BucketQueue> queues = new HashMap<>();
    private final Function<Bucket, String> primaryOf;
    private final Map<String, Gate> gates = new LinkedHashMap<>();

    /** @param primaryOf the name of the primary that decides for a bucket now */
    Departures(BiddingConfig config, Function<Bucket, String> primaryOf) {
        this.config = config;
        this.primaryOf = primaryOf;
    }

    /** What leaves for one primary. */
    private final class Gate {
        /** Buckets with bids waiting and no turn under way, in the order in which they became so. */
        private final ArrayDeque<Bucket> ready = new ArrayDeque<>();

        private int underWay;

        boolean isOpen() {
            return underWay < config.turnsPerPrimary() && !ready.isEmpty();
        }
    }

    /**
     * The bids of one bucket that leave together.
     *
     * @param gate the name of the primary that they leave for; they may reach another, if the bucket moves
     */
    record Departure(Bucket bucket, List<Waiting> bids, String gate) {}

    /** Queues a bid unless those before it have waited too long already, or are so many that it would. */
    boolean offer(Bucket bucket, Waiting waiting) {
        BucketQueue queue = queues.get(bucket);
        if (queue == null) {
            // Absent means idle: neither waiting nor under way.
            queue = new BucketQueue(waiting.sinceNanos());
            queues.put(bucket, queue);
            isReady(bucket);
        } else if (isTooLong(queue, waiting)) {
            return false;
        }
        queue.add(waiting);
        return true;
    }

    /** The next turn, if one may leave; {@link #arrived} must follow for it. */
    @Nullable
    Departure next() {
        for (Map.Entry<String, Gate> named : gates.entrySet()) {
            Gate gate = named.getValue();
            if (gate.isOpen()) {
                Bucket bucket = gate.ready.remove();
                gate.underWay++;
                List<Waiting> bids = queue(bucket).take(config.turnBidsMax(), config.rotation());
                return new Departure(bucket, bids, named.getKey());
            }
        }
        return null;
    }

    private void isReady(Bucket bucket) {
        gates.computeIfAbsent(primaryOf.apply(bucket), _ -> new Gate()).ready.add(bucket);
    }

    private boolean isTooLong(BucketQueue queue, Waiting waiting) {
        AuctionId auction = waiting.arrived().auction();
        long max = config.waitMax().toNanos();
        return queue.waitNanos(auction, waiting.sinceNanos()) > max
                || queue.expectedWaitNanos(auction, config.turnBidsMax(), config.rotation()) > max;
    }

    /** The bucket's turn is over: all of its bids are answered. */
    void arrived(Departure departure, long nowNanos) {
        Gate gate = gates.get(departure.gate());
        if (gate == null || gate.underWay == 0) {
            throw new IllegalStateException("no turn is under way to " + departure.gate());
        }
        gate.underWay--;
        Bucket bucket = departure.bucket();
        BucketQueue queue = queue(bucket);
        queue.arrived(nowNanos);
        if (queue.isEmpty()) {
            queues.remove(bucket);
        } else {
            isReady(bucket);
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
