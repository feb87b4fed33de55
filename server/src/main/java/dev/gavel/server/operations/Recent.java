package dev.gavel.server.operations;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Which seconds count as the last few: those that are over, so that a rate is not that of half a second. */
final class Recent {
    static final int SECONDS = 5;
    static final Duration WINDOW = Duration.ofSeconds(SECONDS);
    /** And the one under way. */
    static final int SLOTS = SECONDS + 1;

    private Recent() {}

    static long second(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }

    static int slot(long second) {
        return Math.floorMod(second, SLOTS);
    }

    /** Whether a second is one of the last few. */
    static boolean has(long second, long now) {
        return second < now && second >= now - SECONDS;
    }

    static double perSecond(long count) {
        return (double) count / SECONDS;
    }
}
