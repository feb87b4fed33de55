package dev.gavel.rush.report;

import dev.gavel.rush.report.Chart.Line;
import dev.gavel.rush.report.RushReport.Bell;
import dev.gavel.rush.report.RushReport.Latency;
import dev.gavel.rush.report.RushReport.Moment;
import dev.gavel.rush.report.RushReport.Watched;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report as one page that needs nothing but itself. */
public final class HtmlReport {
    private HtmlReport() {}

    public static String of(RushReport report) {
        return page().replace("{title}", "Rush: " + escape(report.target()))
                .replace("{heading}", escape(report.target()) + " under a rush")
                .replace("{plan}", escape(report.plan()))
                .replace("{machine}", escape(report.machine()))
                .replace("{mood}", report.kept() ? "kept" : "broken")
                .replace("{verdict}", escape(report.verdict()))
                .replace("{body}", charts(report) + tables(report) + violations(report));
    }

    static String page() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("rush.html")) {
            if (in == null) {
                throw new IllegalStateException("rush.html is not beside " + HtmlReport.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading rush.html", e);
        }
    }

    private static String charts(RushReport report) {
        return section(
                        "Bids a second",
                        chart(report, List.of(line("offered", Moment::offered), line("decided", Moment::served))))
                + section(
                        "Latency from the intended time of sending, in milliseconds",
                        chart(
                                report,
                                List.of(
                                        line("p50", Moment::p50),
                                        line("p99", Moment::p99),
                                        line("p99.9", Moment::p999))))
                + section("Bids without an answer yet", chart(report, List.of(line("waiting", Moment::waiting))))
                + section(
                        "Price of the hot auction, in minor units",
                        chart(report, List.of(line("price", Moment::price))));
    }

    private static String tables(RushReport report) {
        return section("Answers to honest bidders", table(counts(report.answered())))
                + (report.botsAnswered().isEmpty()
                        ? ""
                        : section("Answers to bots", table(counts(report.botsAnswered()))))
                + section("Latency in milliseconds", latencies(report))
                + section(
                        "Fairness",
                        table(Map.of(
                                "1 honest bidders", number(report.fairness().bidders()),
                                "2 Jain's index over the shares answered",
                                        String.format(
                                                Locale.ROOT,
                                                "%.4f",
                                                report.fairness().jain()),
                                "3 honest bids answered",
                                        percent(report.fairness().honestAnswered()),
                                "4 bots' bids answered",
                                        percent(report.fairness().botsAnswered()))))
                + bell(report.bell())
                + watched(report.watched())
                + section(
                        "CPU of each process, in µs a decided bid; the JIT's is part of the server's",
                        table(numbers(report.cpuMicrosPerBid())));
    }

    private static String bell(@Nullable Bell bell) {
        if (bell == null) {
            return "";
        }
        Map<String, String> rows = Map.of(
                "1 auctions, one after the other",
                number(bell.auctions()),
                "2 bids aimed at their closes",
                count(bell.aimed()),
                "3 received within " + bell.windowMs() + " ms before",
                count(bell.justBefore()),
                "4 received within " + bell.windowMs() + " ms after",
                count(bell.justAfter()),
                "5 accepted",
                count(bell.accepted()),
                "6 refused as too late",
                count(bell.closed()));
        return section(
                "At the bell",
                table(rows)
                        + latencyTable(row("from sending to arrival, ms", bell.arrival())
                                + row("from arrival to decision, ms", bell.waited())));
    }

    private static String watched(@Nullable Watched watched) {
        if (watched == null) {
            return "";
        }
        Map<String, String> rows = Map.of(
                "1 watchers of the hot auction", number(watched.watchers()),
                "2 updates of each, at least", count(watched.updatesMin()),
                "3 updates of each, at most", count(watched.updatesMax()),
                "4 updates of each a second", number(watched.updatesPerSecond()),
                "5 KiB of the server's heap for an idle one", number(watched.heapKibPerWatcher()),
                "6 KiB of the server's RAM for an idle one", number(watched.residentKibPerWatcher()));
        return section(
                "Watchers",
                table(rows)
                        + latencyTable(row("from update to reading, ms", watched.delay())
                                + row("from decision to reading, ms", watched.sinceDecision())));
    }

    private static String latencies(RushReport report) {
        return latencyTable(row("honest", report.latency())
                + (report.botLatency().bids() == 0 ? "" : row("bots", report.botLatency())));
    }

    private static String latencyTable(String rows) {
        return "<table><tr><th></th><th>count</th><th>p50</th><th>p90</th><th>p99</th><th>p99.9</th><th>max</th></tr>"
                + rows + "</table>";
    }

    private static String row(String who, Latency latency) {
        return "<tr><td>" + who + "</td>" + cell(Long.toString(latency.bids())) + cell(number(latency.p50()))
                + cell(number(latency.p90())) + cell(number(latency.p99())) + cell(number(latency.p999()))
                + cell(number(latency.max())) + "</tr>";
    }

    private static String violations(RushReport report) {
        if (report.kept()) {
            return "";
        }
        return section(
                "Broken promises",
                report.violations().stream()
                        .map(violation -> "<li>" + escape(RushText.words(violation)) + "</li>")
                        .collect(Collectors.joining("", "<ul>", "</ul>")));
    }

    private static Map<String, String> counts(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().toString()));
    }

    private static Map<String, String> numbers(Map<String, Double> numbers) {
        return numbers.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, it -> number(it.getValue())));
    }

    /** In the order of the keys; a digit before a key only gives it its place. */
    static String table(Map<String, String> rows) {
        return new TreeMap<>(rows)
                .entrySet().stream()
                        .map(row -> "<tr><td>" + escape(row.getKey().replaceFirst("^\\d ", "")) + "</td>"
                                + cell(row.getValue()) + "</tr>")
                        .collect(Collectors.joining("", "<table>", "</table>"));
    }

    private static String cell(String text) {
        return "<td class=\"number\">" + escape(text) + "</td>";
    }

    private static String chart(RushReport report, List<Line> lines) {
        return Chart.svg(report.moments(), lines, List.of(new Chart.Mark(report.closeSeconds(), "close")));
    }

    static Line line(String name, ToDoubleFunction<Moment> value) {
        return new Line(name, value);
    }

    static String section(String title, String content) {
        return "<h2>" + escape(title) + "</h2>\n" + content + "\n";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.2f", value);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
