package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
 *
 * <p>A bid without a stamp is judged when it is decided: no close waits for it. It is counted besides, by this
 * machine's monotonic time, so that whoever looks at the queues sees it.
 */
public final class Undecided {
    private static final int SLICES = 512;
    /** How many of them are as long as a close waits. */
    private static final int SLICES_WAITED_FOR = 250;

    private static final int COUNT_BITS = 24;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final Buckets buckets;
    private final long sliceMillis;
    private final Rings stamped;
    private final Rings unstamped;
    /** So long ago that no slice before it is asked for. */
    private final long originNanos;

    /** @param waitMax how long a close waits at most; a bid held for twice as long is forgotten */
    public Undecided(Buckets buckets, Duration waitMax) {
        this.buckets = buckets;
        this.sliceMillis = waitMax.toMillis() / SLICES_WAITED_FOR + 1;
        this.stamped = new Rings(buckets.count(), sliceMillis);
        this.unstamped = new Rings(buckets.count(), sliceMillis);
        this.originNanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(2 * SLICES * sliceMillis);
    }

    /**
     * Counts a bid; {@link #answered} must follow with the same arguments.
     *
     * @param receivedAt its stamp, in arena time; one without a stamp holds up no close
     * @param arrivedNanos the same moment by {@link System#nanoTime()}
     */
    public void received(AuctionId auction, long receivedAt, long arrivedNanos) {
        int bucket = buckets.of(auction.value()).number();
        if (receivedAt == ArenaClock.UNSTAMPED) {
            unstamped.add(bucket, millis(arrivedNanos));
        } else {
            stamped.add(bucket, receivedAt);
        }
    }

    public void answered(AuctionId auction, long receivedAt, long arrivedNanos) {
        int bucket = buckets.of(auction.value()).number();
        if (receivedAt == ArenaClock.UNSTAMPED) {
            unstamped.remove(bucket, millis(arrivedNanos));
        } else {
            stamped.remove(bucket, receivedAt);
        }
    }

    /**
     * Every bid of the bucket that this node received before the time returned has been answered, apart from those
     * without a stamp.
     *
     * @param now arena time in milliseconds, which is what is returned where nothing waits
     */
    public long answeredBefore(Bucket bucket, long now) {
        return stamped.oldest(bucket.number(), now);
    }

    /**
     * How many bids of the bucket this node has received whole and not answered, with those without a stamp; a moment's
     * guess under load.
     *
     * @param now arena time in milliseconds
     * @param nowNanos the same moment by {@link System#nanoTime()}
     */
    public int held(Bucket bucket, long now, long nowNanos) {
        long held = stamped.count(bucket.number(), now) + unstamped.count(bucket.number(), millis(nowNanos));
        return (int) Math.min(Integer.MAX_VALUE, held);
    }

    /** For how many milliseconds the oldest of them has waited, up to a slice too many; 0 if there is none. */
    public long ageMillis(Bucket bucket, long now, long nowNanos) {
        long nowMillis = millis(nowNanos);
        return Math.max(
                now - stamped.oldest(bucket.number(), now), nowMillis - unstamped.oldest(bucket.number(), nowMillis));
    }

    private long millis(long nanos) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos - originNanos));
    }

    /** Bids by when they came, in milliseconds of one clock. */
    private static final class Rings {
        private final long sliceMillis;
        /** By bucket, once it has had a bid: per slot the slice's number and, in the lower bits, its count. */
        private final AtomicReferenceArray<AtomicLongArray> rings;

        Rings(int buckets, long sliceMillis) {
            this.sliceMillis = sliceMillis;
            this.rings = new AtomicReferenceArray<>(buckets);
        }

        void add(int bucket, long at) {
            AtomicLongArray ring = ring(bucket);
            long slice = at / sliceMillis;
            int slot = slot(slice);
            long seen;
            long counted;
            do {
                seen = ring.get(slot);
                counted = counted(seen, slice);
            } while (!ring.compareAndSet(slot, seen, counted));
        }

        private static long counted(long seen, long slice) {
            if (sliceOf(seen) == slice) {
                return seen + 1;
            }
            return sliceOf(seen) < slice ? slice << COUNT_BITS | 1 : seen;
        }

        void remove(int bucket, long at) {
            AtomicLongArray ring = ring(bucket);
            long slice = at / sliceMillis;
            int slot = slot(slice);
            long seen;
            do {
                seen = ring.get(slot);
                if (!isHeld(seen, slice)) {
                    return;
                }
            } while (!ring.compareAndSet(slot, seen, seen - 1));
        }

        /** The beginning of the oldest slice that has some; now where none has. */
        long oldest(int bucket, long now) {
            AtomicLongArray ring = rings.get(bucket);
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

        long count(int bucket, long now) {
            AtomicLongArray ring = rings.get(bucket);
            long count = 0;
            if (ring != null) {
                long newest = now / sliceMillis;
                for (long slice = newest - SLICES + 1; slice <= newest; slice++) {
                    long seen = ring.get(slot(slice));
                    count += sliceOf(seen) == slice ? seen & COUNT_MASK : 0;
                }
            }
            return count;
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
}
