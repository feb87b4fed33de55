package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The least number that each bucket's bid log must have: what this node has read or written, and what the ledger has.
 * Every script that writes an entry is given it, and fails on a log that has come less far. So a Redis that lost its
 * data decides nothing. Thread-safe.
 */
public final class Floors {
    private final ConcurrentHashMap<Bucket, Long> floors = new ConcurrentHashMap<>();
    private final AtomicBoolean doubt = new AtomicBoolean();

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

    /** A script has found a log below its floor. */
    void doubt() {
        doubt.set(true);
    }

    /** Whether one has since this was asked last. */
    public boolean takeDoubt() {
        return doubt.getAndSet(false);
    }
}
