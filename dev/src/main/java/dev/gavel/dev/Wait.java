package dev.gavel.dev;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what nobody announces. */
final class Wait {
    private static final Duration POLL = Duration.ofMillis(5);

    private Wait() {}

    /** Whether the condition came true within this time; it is asked at least once. */
    static boolean until(Duration atMost, BooleanSupplier condition) {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a store", e);
            }
        }
        return true;
    }
}
