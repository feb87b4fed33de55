package dev.gavel.cli.demo;

import java.time.Duration;

/**
 * How the wish to bid grows towards the close. Recorded week-long auctions have, at a time tau before it, 395 * ((1 +
 * tau/20 s)^-0.75 + 0.0006) times their mean rate. Here the 20 s are scaled so that the rate at the close is a hundred
 * times that at the start, however short the auction is.
 */
final class Rush {
    static final double PEAK = 100;

    private static final double EXPONENT = -0.75;
    private static final double FLOOR = 0.0006;
    /** Who comes too late: a hasty click or a slow clock. */
    private static final Duration TOO_LATE = Duration.ofMillis(300);

    private static final double TOO_LATE_RATE = 10;

    private final double kneeMs;

    /** @param length from the opening to the scheduled close */
    Rush(Duration length) {
        // (1 + length/knee)^-0.75 + floor = (1 + floor) / peak, solved for the knee.
        double early = (1 + FLOOR) / PEAK - FLOOR;
        this.kneeMs = (double) length.toMillis() / (Math.pow(early, 1 / EXPONENT) - 1);
    }

    /** Times the rate at the opening; 0 once nobody tries any more. */
    double intensity(long millisToClose) {
        if (millisToClose < 0) {
            return -millisToClose > TOO_LATE.toMillis() ? 0 : TOO_LATE_RATE;
        }
        return PEAK * (Math.pow(1 + (double) millisToClose / kneeMs, EXPONENT) + FLOOR) / (1 + FLOOR);
    }

    /** How long after the last known close the crowd is still there. */
    static Duration tooLate() {
        return TOO_LATE;
    }
}
