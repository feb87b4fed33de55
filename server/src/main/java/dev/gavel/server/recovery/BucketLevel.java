package dev.gavel.server.recovery;

import dev.gavel.shards.Bucket;

/**
 * How far a bucket's log has come, by the arena and by those who know better.
 *
 * @param arena the number of the last entry that the arena knows of
 * @param ledger the number of the last entry that the ledger has
 * @param floor the highest number that this node has seen
 * @param claimed a recovery has it, or had when it died
 */
public record BucketLevel(Bucket bucket, long arena, long ledger, long floor, boolean claimed) {
    public boolean level() {
        return !claimed && arena >= least();
    }

    /** How far the arena's log must have come. */
    long least() {
        return Math.max(ledger, floor);
    }
}
