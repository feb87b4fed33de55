package dev.gavel.rush;

import dev.gavel.rush.bench.Measured;
import dev.gavel.rush.load.LaneConfig;
import dev.gavel.rush.load.LaneConfig.Kind;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.report.RushReport;
import dev.gavel.rush.targets.Observed;
import dev.gavel.rush.targets.Target;
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
 * many were served. The compiler is left out: it is at work for minutes after a start, whoever looks. Both columns are
 * Gavel; the "rival" is observed less. Two processes of the same build differ by more than what is looked for, so each
 * round has its own two; they take turns in going first, so that what the machine does meanwhile falls on both.
 */
final class Observing {
    private static final List<Comparison> COMPARISONS = List.of(
            new Comparison("observing-metrics", Observed.METRICS, Observed.NOTHING),
            new Comparison("observing-traces", Observed.TRACES, Observed.METRICS));

    private static final String MICROS = "us-per-bid";
    private static final Set<String> SERVER = Set.of(Target.SERVER);
    private static final Set<String> ALL = Set.of(Target.SERVER, "Redis", "PostgreSQL");
    private static final List<Figure> FIGURES = List.of(
            new Figure("", MICROS, report -> cpu(report, SERVER)),
            new Figure("-all-cpu", MICROS, report -> cpu(report, ALL)),
            new Figure("-served", "bids/s", report -> report.decided() / report.closeSeconds()));

    private static final double RATE = 10_000;
    private static final int BIDDERS = 10_000;
    private static final double DECIDED_MIN = 0.99;
    private static final Duration WARM_UP = Duration.ofSeconds(45);
    private static final Duration LENGTH = Duration.ofSeconds(20);

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
        List<RushReport> more = new ArrayList<>();
        List<RushReport> less = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            if (round % 2 == 0) {
                less.add(round(comparison.less, round));
            }
            more.add(round(comparison.more, round));
            if (round % 2 == 1) {
                less.add(round(comparison.less, round));
            }
        }
        return FIGURES.stream()
                .map(it -> Measured.of(comparison.name + it.suffix, it.unit, read(it, more), read(it, less)))
                .toList();
    }

    private static List<Double> read(Figure figure, List<RushReport> rounds) {
        return rounds.stream().map(figure.read::applyAsDouble).toList();
    }

    private static double cpu(RushReport report, Set<String> processes) {
        return processes.stream().mapToDouble(it -> cpu(report, it)).sum() - cpu(report, Target.COMPILER);
    }

    private static double cpu(RushReport report, String process) {
        return Objects.requireNonNull(report.cpuMicrosPerBid().get(process), process);
    }

    private RushReport round(Observed how, int number) {
        RushReport report = rush(config(how), number);
        if (!report.kept()) {
            throw new IllegalStateException(report.target() + " broke promises: " + report.violations());
        }
        double answered = report.fairness().honestAnswered();
        progress.accept(String.format(
                Locale.ROOT,
                "observing %s: round %d of %d: %.2f µs of CPU a bid of the server and %.2f of its"
                        + " compiler, %.1f %% of %,.0f bids/s answered, p50"
                        + " %.1f, p99 %.1f ms%s",
                how,
                number,
                rounds,
                cpu(report, SERVER),
                cpu(report, Target.COMPILER),
                100 * answered,
                RATE,
                report.latency().p50(),
                report.latency().p99(),
                answered < DECIDED_MIN ? "; the machine is too busy for this rate, so this says little" : ""));
        return report;
    }

    private static RushReport rush(RushConfig config, int seed) {
        try {
            Path directory = Files.createTempDirectory("gavel-bench-");
            RushReport report;
            try (var rush = new Rush(config, directory, _ -> {})) {
                rush.warmUp();
                try (var _ = new Scraping(rush.url())) {
                    report = rush.run(config.plan().withSeed(seed));
                }
            }
            Rush.delete(directory);
            return report;
        } catch (IOException e) {
            throw new UncheckedIOException("could not keep the files of a round", e);
        }
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
