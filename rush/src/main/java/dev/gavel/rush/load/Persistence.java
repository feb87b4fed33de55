package dev.gavel.rush.load;

import java.time.Duration;

/**
 * How bidders over HTTP go on when they got no answer, or one that says to come again: with the same bid under the same
 * request id, at the next node.
 *
 * @param sendings of one bid at most, the first included
 * @param pause before the second sending; each further pause is half as long again
 * @param pauseMax the longest
 * @param confirmShare of the decided bids that are asked for once more, at the next node: the answer must be the same
 * @param confirmAfter the longest time between an answer and that
 */
public record Persistence(int sendings, Duration pause, Duration pauseMax, double confirmShare, Duration confirmAfter) {
    private static final int SENDINGS_MAX = 100;
    private static final double GROWTH = 1.5;

    public Persistence {
        if (sendings < 1 || sendings > SENDINGS_MAX) {
            throw new IllegalArgumentException("a bid is sent 1 to " + SENDINGS_MAX + " times, not " + sendings);
        }
        if (!(confirmShare >= 0 && confirmShare <= 1)) {
            throw new IllegalArgumentException("a share is 0 to 1, not " + confirmShare);
        }
    }

    /** After so many sendings, in milliseconds. */
    long pauseMs(int sent) {
        return Math.clamp(Math.round(pause.toMillis() * Math.pow(GROWTH, sent - 1)), 1, pauseMax.toMillis());
    }

    /** How long a bid that is never answered keeps its bidder busy, if each sending fails after so long. */
    Duration longest(Duration sending) {
        return sending.plus(pauseMax).multipliedBy(sendings).plus(confirmAfter);
    }
}
