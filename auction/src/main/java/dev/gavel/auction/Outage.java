package dev.gavel.auction;

import java.time.Duration;
import java.time.Instant;

/**
 * A time in which nobody could bid.
 *
 * @param from the last moment at which bids are known to have been decided
 * @param until the first one after it; later than {@code from}
 */
public record Outage(Instant from, Instant until) {
    /** How long bidders get to come back where the auction has no soft close that says so. */
    public static final Duration WINDOW = Duration.ofMinutes(1);

    public Outage {
        Millis.requireInstant("the beginning of an outage", from);
        Millis.requireInstant("the end of an outage", until);
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("an outage must end after it begins");
        }
    }

    /** Whether it took an auction that closes then its last bids. */
    public boolean covers(Instant closesAt) {
        return !closesAt.isBefore(from) && closesAt.isBefore(until);
    }

    public Duration length() {
        return Duration.between(from, until);
    }
}
