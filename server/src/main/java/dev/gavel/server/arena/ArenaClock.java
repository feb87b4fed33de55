package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;

/** The arena's time, which is Redis' time, as this node knows it. */
public interface ArenaClock {
    /** A stamp for a bid whose arrival this node cannot place in time: the arena then judges it at decision time. */
    long UNSTAMPED = Long.MAX_VALUE;

    /** Now, in milliseconds since 1970, or {@link #UNSTAMPED} while the offset is too uncertain to stamp a bid. */
    long stamp();

    /** Now by best knowledge, in milliseconds since 1970, for whatever does not decide a bid. */
    long now();

    /** {@link #skew} of a bucket of whose Redis nothing is known yet. */
    long SKEW_UNKNOWN = Long.MIN_VALUE;

    /** By how many milliseconds the clock of this bucket's Redis is ahead of {@link #now}, or {@link #SKEW_UNKNOWN}. */
    default long skew(Bucket bucket) {
        return 0;
    }

    /** A stamp in the time of the bucket's Redis, or {@link #UNSTAMPED} while that is too uncertain. */
    default long inTimeOf(Bucket bucket, long stamp) {
        return stamp;
    }
}
