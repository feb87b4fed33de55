package dev.gavel.server.platform;

import java.time.Duration;
import java.util.stream.LongStream;

/** The upper bounds of histograms. They are part of a metric's name: queries and alerts ask for single ones. */
public final class Steps {
    private Steps() {}

    /** Of what a bidder waits for: around what a bid may take (100 ms), and how long a client has patience. */
    public static Duration[] ofAnswers() {
        return millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);
    }

    /** Of what people wait for after a close. */
    public static Duration[] ofSettlements() {
        return millis(100, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000);
    }

    private static Duration[] millis(long... bounds) {
        return LongStream.of(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
