package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Since when each bucket has bids that this node has received whole and not answered yet; a close waits for them.
 * Thread-safe and without locks.
 *
 * <p>Implementation notes. Bids are counted by slices of time, in a ring that spans somewhat more than twice what a
 * close waits at most: a bid may have come long before its close, and the close waits from then on. A slot belongs to
 * the newest slice that has used it, so whatever is left in it by an older one is forgotten: a bid that were never
 * answered could hold up bells for one round of the ring, and not for ever.
 */
public final class Undecided {
    private static final int SLICES = 512;
    /** How many of them are as long as a close waits. */
    private static final int SLICES_WAITED_FOR = 250;

    private static final int COUNT_BITS = 24;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final Buckets buckets;
    private final long sliceMillis;
    /** By bucket, once it has had a bid: per slot the slice's number and, in the lower bits, its count. */
    private final AtomicReferenceArray<AtomicLongArray> rings;

    /** @param waitMax how long a close waits at most; a bid held for twice as long is forgotten */
    public Undecided(Buckets buckets, Duration waitMax) {
        this.buckets = buckets;
        this.sliceMillis = waitMax.toMillis() / SLICES_WAITED_FOR + 1;
        this.rings = new AtomicReferenceArray<>(buckets.count());
    }

    /**
     * Counts a bid; {@link #answered} must follow with the same arguments.
     *
     * @param receivedAt its stamp, in arena time; one without a stamp is judged when it is decided and holds up nothing
     */
    public void received(AuctionId auction, long receivedAt) {
        if (receivedAt != ArenaClock.UNSTAMPED) {
            AtomicLongArray ring = ring(buckets.of(auction.value()).number());
            long slice = receivedAt / sliceMillis;
            int slot = slot(slice);
            long seen;
            long counted;
            do {
                seen = ring.get(slot);
                counted = counted(seen, slice);
            } while (!ring.compareAndSet(slot, seen, counted));
        }
    }

    private static long counted(long seen, long slice) {
        if (sliceOf(seen) == slice) {
            return seen + 1;
        }
        return sliceOf(seen) < slice ? slice << COUNT_BITS | 1 : seen;
    }

    public void answered(AuctionId auction, long receivedAt) {
        if (receivedAt != ArenaClock.UNSTAMPED) {
            AtomicLongArray ring = ring(buckets.of(auction.value()).number());
            long slice = receivedAt / sliceMillis;
            int slot = slot(slice);
            long seen;
            do {
                seen = ring.get(slot);
                if (!isHeld(seen, slice)) {
                    return;
                }
            } while (!ring.compareAndSet(slot, seen, seen - 1));
        }
    }

    /**
     * Every bid of the bucket that this node received before the time returned has been answered.
     *
     * @param now arena time in milliseconds, which is what is returned where nothing waits
     */
    public long answeredBefore(Bucket bucket, long now) {
        AtomicLongArray ring = rings.get(bucket.number());
        if (ring != null) {
            long newest = now / sliceMillis;
            for (long slice = newest - SLICES + 1; slice <= newest; slice++) {
                if (isHeld(ring.get(slot(slice)), slice)) {
                    return slice * sliceMillis;
                }
            }
        }
        return now;
    }

    /** How many bids of the bucket this node has received whole and not answered; a moment's guess under load. */
    public int held(Bucket bucket, long now) {
        AtomicLongArray ring = rings.get(bucket.number());
        long held = 0;
        if (ring != null) {
            long newest = now / sliceMillis;
            for (long slice = newest - SLICES + 1; slice <= newest; slice++) {
                long seen = ring.get(slot(slice));
                held += sliceOf(seen) == slice ? seen & COUNT_MASK : 0;
            }
        }
        return (int) Math.min(Integer.MAX_VALUE, held);
    }

    private AtomicLongArray ring(int bucket) {
        AtomicLongArray ring = rings.get(bucket);
        if (ring != null) {
            return ring;
        }
        var made = new AtomicLongArray(SLICES);
        AtomicLongArray other = rings.compareAndExchange(bucket, null, made);
        return other == null ? made : other;
    }

    private static boolean isHeld(long seen, long slice) {
        return sliceOf(seen) == slice && (seen & COUNT_MASK) > 0;
    }

    private static long sliceOf(long seen) {
        return seen >>> COUNT_BITS;
    }

    private static int slot(long slice) {
        return (int) (slice % SLICES);
    }
}
