package dev.gavel.server.arena;

import java.time.Duration;

/**
 * What {@link Durability#LOG} waits for.
 *
 * @param waitMax how long a decided bid waits for its entry to be in the ledger before its outcome counts as unknown;
 *     a bucket of which the ledger has lacked something for longer takes no bids
 */
public record LogConfig(Duration waitMax) {
    public static final LogConfig DEFAULT = new LogConfig(Duration.ofSeconds(2));

    public LogConfig {
        if (waitMax.compareTo(Duration.ofMillis(100)) < 0 || waitMax.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException("arena.log.waitMax must be 100 ms to 10 s, not " + waitMax);
        }
    }
}
