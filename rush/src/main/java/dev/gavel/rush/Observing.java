package dev.gavel.rush;

import dev.gavel.rush.bench.Measured;
import dev.gavel.rush.load.LaneConfig;
import dev.gavel.rush.load.LaneConfig.Kind;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.report.RushReport;
import dev.gavel.rush.targets.Observed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * What it costs to be observed, at a steady rate, with somebody who scrapes: CPU for a bid of the server's process, and
 * of server and stores together, which says how many bids a second fewer a machine could serve that is full; and how
 * many were served. Both columns are Gavel; the "rival" is observed less. They take turns in going first, so that what
 * the machine does meanwhile falls on both.
 */
final class Observing {
    private static final List<Comparison> COMPARISONS = List.of(
            new Comparison("observing-metrics", Observed.METRICS, Observed.NOTHING),
            new Comparison("observing-traces", Observed.TRACES, Observed.METRICS));

    private static final String MICROS = "us-per-bid";
    private static final List<Figure> FIGURES = List.of(
            new Figure("", MICROS, report -> cpu(report, Set.of("server"))),
            new Figure("-all-cpu", MICROS, report -> cpu(report, Set.of("server", "Redis", "PostgreSQL"))),
            new Figure("-served", "bids/s", report -> report.decided() / report.closeSeconds()));

    private static final double RATE = 10_000;
    private static final int BIDDERS = 10_000;
    private static final double DECIDED_MIN = 0.99;
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final Duration LENGTH = Duration.ofSeconds(10);

    private final int rounds;
    private final Duration warmUp;
    private final Consumer<String> progress;

    private record Comparison(String name, Observed more, Observed less) {}

    /** @param suffix of the comparison's name */
    private record Figure(String suffix, String unit, ToDoubleFunction<RushReport> read) {}

    Observing(int rounds, Duration warmUp, Consumer<String> progress) {
        this.rounds = rounds;
        this.warmUp = warmUp;
        this.progress = progress;
    }

    Observing(int rounds, Consumer<String> progress) {
        this(rounds, WARM_UP, progress);
    }

    static List<String> names() {
        return COMPARISONS.stream().flatMap(it -> names(it).stream()).toList();
    }

    private static List<String> names(Comparison comparison) {
        return FIGURES.stream().map(it -> comparison.name + it.suffix).toList();
    }

    List<Measured> measure(List<String> wanted) {
        return COMPARISONS.stream()
                .filter(comparison -> names(comparison).stream().anyMatch(wanted::contains))
                .flatMap(comparison -> measure(comparison).stream())
                .filter(measured -> wanted.contains(measured.name()))
                .toList();
    }

    private List<Measured> measure(Comparison comparison) {
        progress.accept(comparison.name + ": warming up");
        List<RushReport> more = new ArrayList<>();
        List<RushReport> less = new ArrayList<>();
        try {
            Path ours = Files.createTempDirectory("gavel-bench-");
            Path theirs = Files.createTempDirectory("gavel-bench-");
            try (var observed = new Rush(config(comparison.more), ours, _ -> {});
                    var other = new Rush(config(comparison.less), theirs, _ -> {})) {
                observed.warmUp();
                other.warmUp();
                for (int round = 1; round <= rounds; round++) {
                    if (round % 2 == 0) {
                        less.add(round(comparison.less, other, round));
                    }
                    more.add(round(comparison.more, observed, round));
                    if (round % 2 == 1) {
                        less.add(round(comparison.less, other, round));
                    }
                }
            }
            Rush.delete(ours);
            Rush.delete(theirs);
        } catch (IOException e) {
            throw new UncheckedIOException("could not keep the files of a round", e);
        }
        return FIGURES.stream()
                .map(it -> Measured.of(comparison.name + it.suffix, it.unit, read(it, more), read(it, less)))
                .toList();
    }

    private static List<Double> read(Figure figure, List<RushReport> rounds) {
        return rounds.stream().map(figure.read::applyAsDouble).toList();
    }

    private static double cpu(RushReport report, Set<String> processes) {
        return processes.stream()
                .mapToDouble(
                        it -> Objects.requireNonNull(report.cpuMicrosPerBid().get(it), it))
                .sum();
    }

    private RushReport round(Observed how, Rush rush, int number) {
        RushReport report;
        try (var _ = new Scraping(rush.url())) {
            report = rush.run(config(how).plan().withSeed(number));
        }
        if (!report.kept()) {
            throw new IllegalStateException(report.target() + " broke promises: " + report.violations());
        }
        double answered = report.fairness().honestAnswered();
        progress.accept(String.format(
                Locale.ROOT,
                "observing %s: round %d of %d: %.2f µs of CPU a bid of the server, %.1f %% of %,.0f bids/s answered, p50"
                        + " %.1f, p99 %.1f ms%s",
                how,
                number,
                rounds,
                cpu(report, Set.of("server")),
                100 * answered,
                RATE,
                report.latency().p50(),
                report.latency().p99(),
                answered < DECIDED_MIN ? "; the machine is too busy for this rate, so this says little" : ""));
        return report;
    }

    private RushConfig config(Observed how) {
        return new RushConfig(
                false,
                RushConfig.DURABILITY,
                LaneConfig.gateways(Kind.WEBSOCKET_BINARY, 2),
                warmUp,
                0,
                new PlanConfig(RATE, 1, LENGTH, Duration.ZERO, 1, 1, BIDDERS, 0, null, null, 1),
                how);
    }
}
