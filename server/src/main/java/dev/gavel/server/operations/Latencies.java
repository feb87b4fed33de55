package dev.gavel.server.operations;

import java.util.Arrays;

/**
 * How long the answers of the last few seconds took: counts by four steps for each doubling, from 1 µs to 67 s. So a
 * quantile is off by less than 13 %, a bucket of bids costs 2.5 KB however many bids it gets, and a bid one addition.
 *
 * <p>Thread-safe by a lock that is free but once a second: one thread answers bids, another asks.
 */
final class Latencies {
    private static final int STEP_BITS = 2;
    private static final int STEPS = 1 << STEP_BITS;
    private static final int DOUBLINGS = 26;
    private static final int BINS = DOUBLINGS * STEPS;
    private static final int MICROS_MAX = (1 << DOUBLINGS) - 1;

    private final int[][] counts = new int[Recent.SLOTS][BINS];
    private final long[] seconds = new long[Recent.SLOTS];

    synchronized void add(long nowNanos, long tookNanos) {
        long second = Recent.second(nowNanos);
        int slot = Recent.slot(second);
        if (seconds[slot] != second) {
            seconds[slot] = second;
            Arrays.fill(counts[slot], 0);
        }
        counts[slot][bin(tookNanos / 1_000)]++;
    }

    synchronized void addTo(Sum sum, long nowNanos) {
        long now = Recent.second(nowNanos);
        for (int slot = 0; slot < Recent.SLOTS; slot++) {
            if (Recent.has(seconds[slot], now)) {
                for (int bin = 0; bin < BINS; bin++) {
                    sum.bins[bin] += counts[slot][bin];
                    sum.count += counts[slot][bin];
                }
            }
        }
    }

    /** Of one bucket, or of several together. */
    static final class Sum {
        private final long[] bins = new long[BINS];
        private long count;

        long count() {
            return count;
        }

        void add(Sum other) {
            for (int bin = 0; bin < BINS; bin++) {
                bins[bin] += other.bins[bin];
            }
            count += other.count;
        }

        /** In microseconds; 0 where there was none. */
        int quantile(double of) {
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

    static int bin(long micros) {
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
