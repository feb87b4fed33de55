package dev.gavel.auction;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a late bid moves the close: one received in the last {@code window} (both ends included) extends it.
 *
 * @param window at least 1 ms, whole milliseconds
 * @param extension at least 1 ms, whole milliseconds
 * @param extensionsMax how often the close may move; 0 means without limit
 * @param latestClose no extension goes beyond it; null means without limit
 */
public record SoftClose(
        Duration window,
        Duration extension,
        Mode mode,
        int extensionsMax,
        @Nullable Instant latestClose) {
    /** A year: longer is a mistake of units. */
    public static final Duration DURATION_MAX = Duration.ofDays(366);

    public enum Mode {
        /** close = close + extension */
        ADD,
        /** close = received + extension, where that is later */
        RESET
    }

    public SoftClose {
        Millis.requireDuration("the window of a soft close", window, DURATION_MAX);
        Millis.requireDuration("the extension of a soft close", extension, DURATION_MAX);
        if (extensionsMax < 0 || extensionsMax > 1_000_000) {
            throw new IllegalArgumentException("extensionsMax is 0 (no limit) to 1000000, not " + extensionsMax);
        }
        if (latestClose != null) {
            Millis.requireInstant("latestClose", latestClose);
        }
    }
}
