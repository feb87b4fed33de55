package dev.gavel.rush.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * When bids come: the shape of recorded auctions, whose rate at tau before the close is (1 + tau/20 s)^-0.75 + 0.0006,
 * compressed from the stretch over which it grows a hundredfold (2.8 hours) to the length of a run, and falling again
 * after the close in the same way. Pure.
 */
final class Arrivals {
    /** How many times the rate at the beginning that at the close is. */
    static final double GROWTH = 100;

    private static final double KNEE_SECONDS = 20;
    private static final double EXPONENT = 0.75;
    private static final double FLOOR = 0.0006;
    /** Where the shape is {@link #GROWTH} times less than at the close. */
    private static final double STRETCH_SECONDS =
            KNEE_SECONDS * (Math.pow((1 + FLOOR) / GROWTH - FLOOR, -1 / EXPONENT) - 1);

    private static final int HALVINGS = 60;

    private Arrivals() {}

    /** The rate at {@code tau} seconds of a recorded auction before its close, where that at the close is 1. */
    static double shape(double tau) {
        return (Math.pow(1 + tau / KNEE_SECONDS, -EXPONENT) + FLOOR) / (1 + FLOOR);
    }

    /**
     * A Poisson process with that rate.
     *
     * @param peak bids a second at the close
     * @param untilClose from the beginning to the close
     * @param afterClose from the close to the end
     * @return nanoseconds since the beginning, ascending
     */
    static long[] times(double peak, Duration untilClose, Duration afterClose, long seed) {
        var random = new SplittableRandom(seed);
        double before = untilClose.toNanos() / 1e9;
        double scale = STRETCH_SECONDS / before;
        double expectedBefore = peak / scale * integral(STRETCH_SECONDS);
        double all = expectedBefore + peak / scale * integral(scale * afterClose.toNanos() / 1e9);
        long[] times = new long[16];
        int count = 0;
        // The n-th arrival is where the integral of the rate reaches the sum of n exponential steps.
        for (double reached = step(random); reached < all; reached += step(random)) {
            double fromClose = reached < expectedBefore
                    ? -inverse((expectedBefore - reached) * scale / peak) / scale
                    : inverse((reached - expectedBefore) * scale / peak) / scale;
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count++] = (long) ((before + fromClose) * 1e9);
        }
        return Arrays.copyOf(times, count);
    }

    private static double step(SplittableRandom random) {
        return -Math.log(1 - random.nextDouble());
    }

    /** Of the shape, from 0 to tau. */
    private static double integral(double tau) {
        double power = 1 - EXPONENT;
        return (KNEE_SECONDS / power * (Math.pow(1 + tau / KNEE_SECONDS, power) - 1) + FLOOR * tau) / (1 + FLOOR);
    }

    /** The tau at which the integral has this value. */
    private static double inverse(double value) {
        double low = 0;
        double high = 1;
        while (integral(high) < value) {
            high *= 2;
        }
        for (int i = 0; i < HALVINGS && high - low > 1e-9; i++) {
            double middle = (low + high) / 2;
            if (integral(middle) < value) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
