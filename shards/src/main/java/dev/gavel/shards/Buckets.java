package dev.gavel.shards;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How many buckets a cluster has, fixed when it is founded.
 *
 * @param count 1 to {@link #COUNT_MAX}; about 16 for each Redis primary that the cluster may ever have
 */
public record Buckets(int count) {
    public static final int COUNT_DEFAULT = 64;
    /** 256 primaries of 16: beyond what one Redis Cluster is run with. */
    public static final int COUNT_MAX = 4096;

    public Buckets {
        if (count < 1 || count > COUNT_MAX) {
            throw new IllegalArgumentException("the number of buckets is 1 to " + COUNT_MAX + ", not " + count);
        }
    }

    /**
     * The bucket of a 64-bit key. The finalizer of SplitMix64 spreads keys that differ in few bits, as time-ordered ids
     * do; every store and every language must compute the same, so it never changes.
     */
    public Bucket of(long key) {
        long z = key;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        z = z ^ (z >>> 31);
        return new Bucket((int) Long.remainderUnsigned(z, count));
    }

    public List<Bucket> all() {
        return IntStream.range(0, count).mapToObj(Bucket::new).toList();
    }
}
