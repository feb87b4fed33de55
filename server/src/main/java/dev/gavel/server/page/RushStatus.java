package dev.gavel.server.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the rush of a demonstration is doing.
 *
 * @param seconds how long its auction is bid on, until its close
 * @param auction null before there is one
 * @param elapsedMs of these seconds
 * @param verdict null before the end
 */
public record RushStatus(
        State state,
        int bidsPerSecond,
        int seconds,
        @Nullable String auction,
        long elapsedMs,
        @Nullable Verdict verdict) {
    /** In the order in which a rush goes through them. */
    public enum State {
        /** None can be started yet. */
        WAITING,
        READY,
        PREPARING,
        RUNNING,
        /** What bidders were told is held against what was kept. */
        CHECKING,
        ENDED,
        /** It could not be run, or not be checked. */
        FAILED
    }

    /**
     * What was measured.
     *
     * @param sent by the bidders of the rush
     * @param answered of these, with a decision, or a refusal for good
     * @param turnedAway of these, told to come later; what is neither got no answer
     * @param accepted of these
     * @param p50 in milliseconds, from the intended time of sending to the answer, as the next three
     * @param price at the close, in minor units of {@code currency}
     */
    public record Verdict(
            long sent,
            long answered,
            long turnedAway,
            long accepted,
            double p50,
            double p99,
            double p999,
            double max,
            long price,
            String currency,
            List<Promise> promises) {
        public Verdict {
            promises = List.copyOf(promises);
        }

        public boolean kept() {
            return promises.stream().allMatch(it -> it.broken().isEmpty());
        }
    }

    /**
     * @param name of the promise, for which the page has words
     * @param count what was looked at
     * @param broken the first sentences on what was broken; empty if it was kept
     */
    public record Promise(String name, long count, List<String> broken) {
        public Promise {
            broken = List.copyOf(broken);
        }
    }
}
