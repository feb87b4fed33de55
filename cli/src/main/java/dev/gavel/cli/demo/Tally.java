package dev.gavel.cli.demo;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.RequestId;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What the crowd has sent and heard. Any thread may count. */
final class Tally {
    private static final int DIGITS = 3;

    private final LongAdder sent = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder repeatedAlike = new LongAdder();
    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> others = new ConcurrentHashMap<>();
    private final Queue<Decided> decided = new ConcurrentLinkedQueue<>();
    private final Recorder calm = new Recorder(DIGITS);
    private final Recorder rush = new Recorder(DIGITS);

    /** An answer with a sequence. */
    record Decided(AuctionId auction, long sequence, RequestId requestId, String outcome) {}

    void sent() {
        sent.increment();
    }

    /** @param latencyMicros from the intended send time to the answer */
    void answered(long latencyMicros, boolean inRush) {
        answered.increment();
        (inRush ? rush : calm).recordValue(Math.max(0, latencyMicros));
    }

    void decided(Decided answer) {
        decided.add(answer);
        outcomes.computeIfAbsent(answer.outcome(), _ -> new LongAdder()).increment();
    }

    /** An answer that is not a decision, or none at all: the bid is sent again where that makes sense. */
    void other(String what) {
        others.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    void unanswered() {
        unanswered.increment();
    }

    void repeated(boolean alike) {
        repeated.increment();
        if (alike) {
            repeatedAlike.increment();
        }
    }

    /** Bids that have neither been answered nor given up. */
    long open() {
        return sent.sum() - answered.sum() - unanswered.sum();
    }

    /** @param latency of all answers, then of those to bids sent within a second of a bell; microseconds */
    record Totals(
            long sent,
            long answered,
            long unanswered,
            long repeated,
            long repeatedAlike,
            Map<String, Long> outcomes,
            Map<String, Long> others,
            Histogram latency,
            Histogram latencyInRush) {}

    long sentSoFar() {
        return sent.sum();
    }

    long answeredSoFar() {
        return answered.sum();
    }

    Queue<Decided> decisions() {
        return decided;
    }

    /** To be called once, at the end. */
    Totals totals() {
        Histogram inRush = rush.getIntervalHistogram();
        Histogram all = calm.getIntervalHistogram();
        all.add(inRush);
        return new Totals(
                sent.sum(),
                answered.sum(),
                unanswered.sum(),
                repeated.sum(),
                repeatedAlike.sum(),
                sums(outcomes),
                sums(others),
                all,
                inRush);
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counters) {
        Map<String, Long> sums = new TreeMap<>();
        counters.forEach((name, counter) -> sums.put(name, counter.sum()));
        return sums;
    }
}
