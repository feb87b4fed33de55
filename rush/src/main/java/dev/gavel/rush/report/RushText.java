package dev.gavel.rush.report;

import dev.gavel.rush.history.Violation;
import dev.gavel.rush.report.RushReport.Bell;
import dev.gavel.rush.report.RushReport.Latency;
import dev.gavel.rush.report.RushReport.Watched;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The report for a terminal. */
public final class RushText {
    private static final int VIOLATIONS_SHOWN = 20;

    private RushText() {}

    public static String of(RushReport report) {
        var text = new StringWriter();
        var out = new PrintWriter(text);
        out.printf(Locale.ROOT, "%s under %s%n", report.target(), report.plan());
        out.printf(
                Locale.ROOT,
                "  bids sent %,d, decided %,d; sent at most %.1f ms late%n",
                report.sent(),
                report.decided(),
                report.lateMs());
        new TreeSet<>(Stream.concat(report.answered().keySet().stream(), report.botsAnswered().keySet().stream())
                        .toList())
                .forEach(answer -> out.printf(
                        Locale.ROOT,
                        "    %-24s %,10d%s%n",
                        answer,
                        report.answered().getOrDefault(answer, 0L),
                        report.botsAnswered().isEmpty()
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        ", to bots %,10d",
                                        report.botsAnswered().getOrDefault(answer, 0L))));
        out.printf("  latency of honest bids   %s%n", latency(report.latency()));
        if (report.botLatency().bids() > 0) {
            out.printf("  latency of bots' bids    %s%n", latency(report.botLatency()));
        }
        out.printf(
                Locale.ROOT,
                "  fairness over %,d bidders: Jain %.4f, %.2f %% of honest bids answered, %.2f %% of bots'%n",
                report.fairness().bidders(),
                report.fairness().jain(),
                100 * report.fairness().honestAnswered(),
                100 * report.fairness().botsAnswered());
        new TreeMap<>(report.cpuMicrosPerBid())
                .forEach((process, micros) ->
                        out.printf(Locale.ROOT, "  CPU of %-12s %8.1f µs a bid%n", process, micros));
        if (report.bell() != null) {
            out.print(bell(report.bell()));
        }
        if (report.watched() != null) {
            out.print(watched(report.watched()));
        }
        report.violations().stream()
                .limit(VIOLATIONS_SHOWN)
                .forEach(violation -> out.println("  BROKEN " + words(violation)));
        out.println("Verdict: " + report.verdict());
        return text.toString();
    }

    private static String bell(Bell bell) {
        return String.format(
                Locale.ROOT,
                "  at the bell of %,d auctions: %,d bids aimed, %,d received within %d ms before it and %,d after;"
                        + " %,d accepted, %,d refused as too late%n    arrived after  %s%n    then waited    %s%n",
                bell.auctions(),
                bell.aimed(),
                bell.justBefore(),
                bell.windowMs(),
                bell.justAfter(),
                bell.accepted(),
                bell.closed(),
                latency(bell.arrival()),
                latency(bell.waited()));
    }

    private static String watched(Watched watched) {
        return String.format(
                Locale.ROOT,
                "  %,d watchers got %,d to %,d updates each, %.1f a second; in the server each takes %.1f KiB of heap,"
                        + " %.1f KiB of RAM%n    an update was read after    %s%n    a decision was seen after   %s%n",
                watched.watchers(),
                watched.updatesMin(),
                watched.updatesMax(),
                watched.updatesPerSecond(),
                watched.heapKibPerWatcher(),
                watched.residentKibPerWatcher(),
                latency(watched.delay()),
                latency(watched.sinceDecision()));
    }

    static String words(Violation violation) {
        return violation.promise() + ", auction " + violation.auction() + ": " + violation.what();
    }

    private static String latency(Latency latency) {
        return String.format(
                Locale.ROOT,
                "p50 %.1f, p90 %.1f, p99 %.1f, p99.9 %.1f, max %.1f ms",
                latency.p50(),
                latency.p90(),
                latency.p99(),
                latency.p999(),
                latency.max());
    }
}
