package dev.gavel.rush.report;

import dev.gavel.rush.report.RushReport.Latency;
import dev.gavel.rush.report.RushReport.Moment;
import java.util.List;
import java.util.Map;

/**
 * One round of a drill and its verdict.
 *
 * @param planted whether a promise was broken on purpose, to be found
 * @param seed the same gives the same faults at the same times
 * @param bids different ones, however often each was sent
 * @param decided of these
 * @param sentAgain how often a bid was sent again because it had no answer
 * @param askedTwice sendings of bids that had been decided, or were about to be
 * @param answers of all sendings: outcomes, reasons of refusals, problems
 * @param silenceSeconds the longest time without an answer to any bid
 * @param broken what was not as promised; empty if all was
 */
public record DrillRound(
        String drill,
        boolean planted,
        int round,
        long seed,
        List<Event> events,
        double closeSeconds,
        long bids,
        long decided,
        long sentAgain,
        long askedTwice,
        Map<String, Long> answers,
        double silenceSeconds,
        Latency latency,
        List<Moment> moments,
        List<String> broken) {
    /** What was done to the stage, in seconds since the first bid was due. */
    public record Event(double atSeconds, String what) {}

    public DrillRound {
        events = List.copyOf(events);
        answers = Map.copyOf(answers);
        moments = List.copyOf(moments);
        broken = List.copyOf(broken);
    }

    public boolean kept() {
        return broken.isEmpty();
    }

    /** In a word or two. */
    String verdict() {
        if (planted) {
            return kept() ? "found" : "NOT FOUND";
        }
        return kept() ? "kept" : "BROKEN (" + broken.size() + ")";
    }
}
