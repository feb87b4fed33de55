package dev.gavel.server.platform;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Which seconds count as the last few: those that are over, so that a rate is not that of half a second. */
public final class LastSeconds {
    public static final int COUNT = 5;
    public static final Duration WINDOW = Duration.ofSeconds(COUNT);
    /** And the one under way. */
    public static final int SLOTS = COUNT + 1;

    private LastSeconds() {}

    /** @param nanos by {@link System#nanoTime()} */
    public static long second(long nanos) {
        return Math.floorDiv(nanos, TimeUnit.SECONDS.toNanos(1));
    }

    public static int slot(long second) {
        return Math.floorMod(second, SLOTS);
    }

    /** Whether a second is one of the last few. */
    public static boolean has(long second, long now) {
        return second < now && second >= now - COUNT;
    }

    public static double perSecond(long count) {
        return (double) count / COUNT;
    }
}
