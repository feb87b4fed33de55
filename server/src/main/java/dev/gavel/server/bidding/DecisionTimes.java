package dev.gavel.server.bidding;

import dev.gavel.server.platform.LastSeconds;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** How long this node's bids of the last seconds took from the queue to their answer, by bucket; decided ones. */
public final class DecisionTimes {
    /** By bucket, once it has had a bid. */
    private final AtomicReferenceArray<@Nullable Latencies> byBucket;

    private final AtomicLongArray decided;

    DecisionTimes(Buckets buckets) {
        this.byBucket = new AtomicReferenceArray<>(buckets.count());
        this.decided = new AtomicLongArray(buckets.count());
    }

    /** For one thread. */
    void told(Bucket bucket, long nowNanos, long tookNanos) {
        Latencies of = byBucket.getPlain(bucket.number());
        if (of == null) {
            of = new Latencies();
            byBucket.set(bucket.number(), of);
        }
        decided.setOpaque(bucket.number(), decided.getPlain(bucket.number()) + 1);
        of.add(LastSeconds.second(nowNanos), tookNanos);
    }

    /** Decided bids of the bucket that this node has answered. */
    public long decided(Bucket bucket) {
        return decided.getOpaque(bucket.number());
    }

    /** @param nowNanos by {@link System#nanoTime()} */
    public Latencies.Sum recent(Bucket bucket, long nowNanos) {
        var sum = new Latencies.Sum();
        Latencies of = byBucket.get(bucket.number());
        if (of != null) {
            of.addTo(sum, LastSeconds.second(nowNanos));
        }
        return sum;
    }
}
