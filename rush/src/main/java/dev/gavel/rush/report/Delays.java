package dev.gavel.rush.report;

import dev.gavel.rush.report.RushReport.Latency;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Counts times, and says where most of them are. */
final class Delays {
    private static final long NANOS_MAX = TimeUnit.MINUTES.toNanos(2);
    private static final int DIGITS = 3;

    private final Histogram histogram = new Histogram(NANOS_MAX, DIGITS);

    void add(long millis, long times) {
        histogram.recordValueWithCount(clamp(TimeUnit.MILLISECONDS.toNanos(millis)), times);
    }

    void addNanos(long nanos) {
        histogram.recordValue(clamp(nanos));
    }

    static long clamp(long nanos) {
        return Math.clamp(nanos, 0, NANOS_MAX);
    }

    double percentile(double percent) {
        return millis(histogram.getValueAtPercentile(percent));
    }

    Latency latency() {
        return new Latency(
                histogram.getTotalCount(),
                percentile(50),
                percentile(90),
                percentile(99),
                percentile(99.9),
                millis(histogram.getMaxValue()));
    }

    static double millis(long nanos) {
        return nanos / 1e6;
    }
}
