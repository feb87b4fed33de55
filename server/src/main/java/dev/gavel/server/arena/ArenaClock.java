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

    /** By how many milliseconds the clock of this bucket's Redis is ahead of {@link #now}. */
    default long skew(Bucket bucket) {
        return 0;
    }
}
