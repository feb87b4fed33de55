package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The least number that each bucket's bid log must have: what this node has read or written, and what the ledger has.
 * Every script that writes an entry is given it, and fails on a log that has come less far. So a Redis that lost its
 * data decides nothing. Thread-safe.
 */
public final class Floors {
    private final ConcurrentHashMap<Bucket, Long> floors = new ConcurrentHashMap<>();

    /** 0 for a bucket that nothing is known of. */
    public long of(Bucket bucket) {
        return floors.getOrDefault(bucket, 0L);
    }

    /** Numbers never go down, so a lower one changes nothing. */
    public void raise(Bucket bucket, long number) {
        if (of(bucket) < number) {
            floors.merge(bucket, number, Math::max);
        }
    }

    /** The floor of the bucket as a script takes it. */
    public byte[] packed(Bucket bucket) {
        return Packed.decimal(of(bucket));
    }
}
