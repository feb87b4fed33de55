package dev.gavel.rush.load;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * When bids come: the shape of recorded auctions, whose rate at tau before the close is (1 + tau/20 s)^-0.75 + 0.0006,
 * compressed from the stretch over which it grows as much as the plan says (a hundredfold: 2.8 hours) to the length
 * of a run, and falling again after the close in the same way. Pure.
 */
final class Arrivals {
    private static final double KNEE_SECONDS = 20;
    private static final double EXPONENT = 0.75;
    private static final double FLOOR = 0.0006;
    private static final double NANOS = 1e9;
    private static final int HALVINGS = 60;

    /** Recorded seconds for each second of the run. */
    private final double scale;

    private final double peak;

    private Arrivals(PlanConfig config) {
        this.peak = config.peak();
        this.scale = stretchSeconds(config.growth()) / (config.untilClose().toNanos() / NANOS);
    }

    /** The rate at {@code tau} seconds of a recorded auction before its close, where that at the close is 1. */
    static double shape(double tau) {
        return (Math.pow(1 + tau / KNEE_SECONDS, -EXPONENT) + FLOOR) / (1 + FLOOR);
    }

    /** Where the shape is {@code growth} times less than at the close. */
    static double stretchSeconds(double growth) {
        if (growth == 1) {
            return 0;
        }
        return KNEE_SECONDS * (Math.pow((1 + FLOOR) / growth - FLOOR, -1 / EXPONENT) - 1);
    }

    /**
     * A Poisson process with that rate.
     *
     * @return nanoseconds since the beginning, ascending
     */
    static long[] times(PlanConfig config) {
        var arrivals = new Arrivals(config);
        var random = new SplittableRandom(config.seed());
        double untilClose = config.untilClose().toNanos() / NANOS;
        double beforeClose = arrivals.expected(untilClose);
        double all = beforeClose + arrivals.expected(config.afterClose().toNanos() / NANOS);
        long[] times = new long[16];
        int count = 0;
        // The n-th arrival is where the integral of the rate reaches the sum of n exponential steps.
        for (double reached = step(random); reached < all; reached += step(random)) {
            double fromClose = reached < beforeClose
                    ? -arrivals.inverse(beforeClose - reached)
                    : arrivals.inverse(reached - beforeClose);
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count++] = (long) ((untilClose + fromClose) * NANOS);
        }
        return Arrays.copyOf(times, count);
    }

    private static double step(SplittableRandom random) {
        return -Math.log(1 - random.nextDouble());
    }

    /** How many bids come within so many seconds from the close, on one side of it. */
    private double expected(double seconds) {
        return scale == 0 ? peak * seconds : peak / scale * integral(scale * seconds);
    }

    /** Within how many seconds from the close so many bids come. */
    private double inverse(double bids) {
        double low = 0;
        double high = 1;
        while (expected(high) < bids) {
            high *= 2;
        }
        for (int i = 0; i < HALVINGS && high - low > 1 / NANOS; i++) {
            double middle = (low + high) / 2;
            if (expected(middle) < bids) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Of the shape, from 0 to tau. */
    private static double integral(double tau) {
        double power = 1 - EXPONENT;
        return (KNEE_SECONDS / power * (Math.pow(1 + tau / KNEE_SECONDS, power) - 1) + FLOOR * tau) / (1 + FLOOR);
    }
}
