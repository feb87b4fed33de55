package dev.gavel.server.bidding;

import dev.gavel.server.platform.LastSeconds;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long the answers of the last few seconds took: counts by four steps for each doubling, from 1 µs to 67 s. So a
 * quantile is off by less than 13 %, and it costs 2.5 KB however many bids there are.
 *
 * <p>One thread adds; any thread reads. Who reads just when a second ends may miss some of the oldest one.
 */
public final class Latencies {
    private static final int STEP_BITS = 2;
    private static final int STEPS = 1 << STEP_BITS;
    private static final int DOUBLINGS = 26;
    private static final int BINS = DOUBLINGS * STEPS;
    private static final int MICROS_MAX = (1 << DOUBLINGS) - 1;

    private final AtomicIntegerArray counts = new AtomicIntegerArray(LastSeconds.SLOTS * BINS);
    private final AtomicLongArray seconds = new AtomicLongArray(LastSeconds.SLOTS);

    Latencies() {
        for (int slot = 0; slot < LastSeconds.SLOTS; slot++) {
            seconds.set(slot, Long.MIN_VALUE);
        }
    }

    /** @param second as {@link LastSeconds#second} gives it */
    void add(long second, long tookNanos) {
        int slot = LastSeconds.slot(second);
        if (seconds.getPlain(slot) != second) {
            for (int bin = 0; bin < BINS; bin++) {
                counts.setOpaque(slot * BINS + bin, 0);
            }
            seconds.set(slot, second);
        }
        int at = slot * BINS + bin(tookNanos / 1_000);
        counts.setOpaque(at, counts.getPlain(at) + 1);
    }

    void addTo(Sum sum, long second) {
        for (int slot = 0; slot < LastSeconds.SLOTS; slot++) {
            if (LastSeconds.has(seconds.get(slot), second)) {
                for (int bin = 0; bin < BINS; bin++) {
                    int count = counts.getOpaque(slot * BINS + bin);
                    sum.bins[bin] += count;
                    sum.count += count;
                }
            }
        }
    }

    /** Of one bucket, or of several together. */
    public static final class Sum {
        private final long[] bins = new long[BINS];
        private long count;

        public long count() {
            return count;
        }

        public void add(Sum other) {
            for (int bin = 0; bin < BINS; bin++) {
                bins[bin] += other.bins[bin];
            }
            count += other.count;
        }

        /** In microseconds; 0 where there was none. */
        public int quantile(double of) {
            long rank = (long) Math.ceil(count * of);
            long seen = 0;
            for (int bin = 0; bin < BINS && count > 0; bin++) {
                seen += bins[bin];
                if (seen >= rank) {
                    return middle(bin);
                }
            }
            return 0;
        }
    }

    private static int bin(long micros) {
        int value = Math.clamp(micros, 1, MICROS_MAX);
        int doubling = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(value);
        int step = doubling < STEP_BITS ? 0 : (value >>> (doubling - STEP_BITS)) & (STEPS - 1);
        return doubling * STEPS + step;
    }

    private static int middle(int bin) {
        int doubling = bin / STEPS;
        double width = (double) (1 << doubling) / STEPS;
        return (int) ((1 << doubling) + width * (bin % STEPS) + width / 2);
    }
}
