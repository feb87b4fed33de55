package dev.gavel.rush.bench;

import java.time.Duration;

/**
 * What an engine is given to do in one round: bids as fast as it answers them.
 *
 * @param auctions over which the bids are spread evenly
 * @param outstanding how many bids wait for their answers at once, where the engine takes them without a thread each;
 *     enough for full turns, and few enough that none waits for long
 */
record Workload(String name, int auctions, int outstanding, Duration length) {
    Workload {
        if (auctions < 1 || auctions > 100_000 || outstanding < 1 || outstanding > 60_000) {
            throw new IllegalArgumentException("1 to 100000 auctions and 1 to 60000 bids outstanding");
        }
        if (length.compareTo(Duration.ofMillis(100)) < 0 || length.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("a round lasts 100 ms to 5 minutes, not " + length);
        }
    }

    /** The same for another length of time. */
    Workload lasting(Duration other) {
        return new Workload(name, auctions, outstanding, other);
    }
}
