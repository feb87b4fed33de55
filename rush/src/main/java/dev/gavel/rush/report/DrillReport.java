package dev.gavel.rush.report;

import dev.gavel.rush.report.Chart.Mark;
import dev.gavel.rush.report.RushReport.Latency;
import dev.gavel.rush.report.RushReport.Moment;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rounds of drills as a line each, and all of them as one page that needs nothing but itself. */
public final class DrillReport {
    private DrillReport() {}

    /** The verdict on one round. */
    public static String line(DrillRound round) {
        return String.format(
                Locale.ROOT,
                "%-15s round %d, seed %d: %s; %,d bids, %,d decided, sent again %,d times, asked twice %,d,"
                        + " longest silence %.1f s, p99 %.0f ms",
                round.drill(),
                round.round(),
                round.seed(),
                round.verdict(),
                round.bids(),
                round.decided(),
                round.sentAgain(),
                round.askedTwice(),
                round.silenceSeconds(),
                round.latency().p99());
    }

    /** What happened when, in all rounds. */
    public static String html(List<DrillRound> rounds) {
        long broken = rounds.stream().filter(round -> !round.kept()).count();
        return HtmlReport.page()
                .replace("{title}", "Drills")
                .replace("{heading}", "Drills")
                .replace("{plan}", rounds.size() + " rounds")
                .replace(
                        "{machine}",
                        HtmlReport.escape(System.getProperty("os.name") + ", "
                                + Runtime.getRuntime().availableProcessors() + " processors, Java "
                                + Runtime.version()))
                .replace("{mood}", broken == 0 ? "kept" : "broken")
                .replace(
                        "{verdict}",
                        broken == 0 ? "everything was as promised" : broken + " rounds were not as promised")
                .replace("{body}", rounds.stream().map(DrillReport::round).collect(Collectors.joining()));
    }

    private static String round(DrillRound round) {
        return HtmlReport.section(
                round.drill() + ", round " + round.round() + ", seed " + round.seed(),
                "<p class=\"verdict " + (round.kept() ? "kept" : "broken") + "\">" + HtmlReport.escape(line(round))
                        + "</p>"
                        + list(round.broken())
                        + "<h3>What was done</h3>"
                        + list(round.events().stream()
                                .map(event -> String.format(Locale.ROOT, "%.2f s: %s", event.atSeconds(), event.what()))
                                .toList())
                        + "<h3>Sendings a second</h3>"
                        + Chart.svg(
                                round.moments(),
                                List.of(
                                        HtmlReport.line("sent", Moment::offered),
                                        HtmlReport.line("decided", Moment::served)),
                                marks(round))
                        + "<h3>Latency from the first intended time of sending, ms</h3>"
                        + Chart.svg(
                                round.moments(),
                                List.of(HtmlReport.line("p50", Moment::p50), HtmlReport.line("p99", Moment::p99)),
                                marks(round))
                        + "<h3>Answers to all sendings</h3>" + HtmlReport.table(answers(round)));
    }

    private static List<Mark> marks(DrillRound round) {
        return Stream.concat(
                        round.events().stream().map(event -> new Mark(event.atSeconds(), event.what())),
                        Stream.of(new Mark(round.closeSeconds(), "close")))
                .toList();
    }

    private static Map<String, String> answers(DrillRound round) {
        Latency latency = round.latency();
        Map<String, String> rows = new TreeMap<>();
        round.answers().forEach((answer, count) -> rows.put(answer, String.format(Locale.ROOT, "%,d", count)));
        rows.put("~ p50 of decided bids, ms", String.format(Locale.ROOT, "%.1f", latency.p50()));
        rows.put("~ longest, ms", String.format(Locale.ROOT, "%.1f", latency.max()));
        return rows;
    }

    private static String list(List<String> lines) {
        return lines.stream()
                .map(line -> "<li>" + HtmlReport.escape(line) + "</li>")
                .collect(Collectors.joining("", "<ul>", "</ul>"));
    }
}
