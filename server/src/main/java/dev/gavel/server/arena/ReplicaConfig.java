package dev.gavel.server.arena;

import java.time.Duration;

/**
 * What {@link Durability#REPLICA} waits for.
 *
 * @param count how many replicas must have a decision before it is told
 * @param waitMax how long a turn waits for them before its outcome counts as unknown and it is asked again
 */
public record ReplicaConfig(int count, Duration waitMax) {
    public static final ReplicaConfig DEFAULT = new ReplicaConfig(1, Duration.ofMillis(300));

    public ReplicaConfig {
        if (count < 1 || count > 5) {
            throw new IllegalArgumentException("arena.replica.count must be 1 to 5, not " + count);
        }
        if (waitMax.compareTo(Duration.ofMillis(10)) < 0 || waitMax.compareTo(Duration.ofSeconds(5)) > 0) {
            throw new IllegalArgumentException("arena.replica.waitMax must be 10 ms to 5 s, not " + waitMax);
        }
    }
}
