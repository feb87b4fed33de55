package dev.gavel.auction;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times are whole milliseconds, since the arena keeps no finer ones and both sides must see the same. */
final class Millis {
    /** Year 2200: farther is a mistake of units (seconds or microseconds for milliseconds). */
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private Millis() {}

    static void requireInstant(String what, Instant at) {
        if (at.isBefore(Instant.EPOCH)
                || at.isAfter(LATEST)
                || !at.truncatedTo(ChronoUnit.MILLIS).equals(at)) {
            throw new IllegalArgumentException(what + " must be a time from 1970 to 2199 in whole milliseconds");
        }
    }

    static void requireDuration(String what, Duration length, Duration max) {
        if (length.compareTo(Duration.ofMillis(1)) < 0
                || length.compareTo(max) > 0
                || !length.truncatedTo(ChronoUnit.MILLIS).equals(length)) {
            throw new IllegalArgumentException(what + " must be 1 ms to " + max + " in whole milliseconds");
        }
    }
}
