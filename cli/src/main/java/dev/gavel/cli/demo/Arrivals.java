package dev.gavel.cli.demo;

import java.util.function.LongConsumer;
import java.util.function.LongToDoubleFunction;
import java.util.random.RandomGenerator;

/** A Poisson process whose rate changes with time. */
final class Arrivals {
    private final RandomGenerator random;
    private long reachedNanos;
    private double untilNext;

    Arrivals(RandomGenerator random, long fromNanos) {
        this.random = random;
        this.reachedNanos = fromNanos;
        this.untilNext = random.nextExponential();
    }

    /**
     * Goes on to a time, which should be a millisecond or two away, for over it the rate is taken as constant.
     *
     * @param perSecond the rate at a time
     * @param arrival given the time of each arrival on the way
     */
    void advance(long toNanos, LongToDoubleFunction perSecond, LongConsumer arrival) {
        double rate = perSecond.applyAsDouble(toNanos) / 1e9;
        double left = rate * (toNanos - reachedNanos);
        while (left >= untilNext) {
            left -= untilNext;
            untilNext = random.nextExponential();
            arrival.accept(toNanos - (long) (left / rate));
        }
        untilNext -= left;
        reachedNanos = toNanos;
    }
}
