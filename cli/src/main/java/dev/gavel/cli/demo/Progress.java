package dev.gavel.cli.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;

/** A line a second on how the crowd is doing. Belongs to the crowd's thread. */
final class Progress {
    private final PrintWriter out;
    private final Tally tally;
    private final Lot hot;
    private long sentBefore;
    private Instant closesAt;

    Progress(PrintWriter out, Tally tally, Lot hot) {
        this.out = out;
        this.tally = tally;
        this.hot = hot;
        this.closesAt = hot.closesAt();
    }

    void print() {
        long sent = tally.sentSoFar();
        Instant close = hot.closesAt();
        double left = Duration.between(Instant.now(), close).toMillis() / 1e3;
        out.printf(
                "%+6.1f s  %,8d sent  %,7d/s  %,5d under way   %s %s%s%n",
                -left,
                sent,
                sent - sentBefore,
                sent - tally.answeredSoFar(),
                hot.offer().title(),
                hot.price() < 0 ? "no bid" : hot.offer().words(hot.price()),
                close.equals(closesAt) ? "" : "   extended to " + close);
        out.flush();
        sentBefore = sent;
        closesAt = close;
    }
}
