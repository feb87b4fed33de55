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
import java.util.function.Consumer;

/**
 * What it costs a server to be observed: CPU of its process for a bid, at a steady rate that both can serve, with
 * somebody who scrapes. Both columns are Gavel; the "rival" is observed less. They take turns in going first, so that
 * what the machine does meanwhile falls on both.
 */
final class Observing {
    private static final List<Figure> FIGURES =
            List.of(new Figure("observing-metrics", Observed.METRICS, Observed.NOTHING));

    private static final String UNIT = "us-per-bid";
    private static final double RATE = 10_000;
    private static final int BIDDERS = 10_000;
    private static final double DECIDED_MIN = 0.99;
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final Duration LENGTH = Duration.ofSeconds(10);

    private final int rounds;
    private final Duration warmUp;
    private final Consumer<String> progress;

    private record Figure(String name, Observed more, Observed less) {}

    Observing(int rounds, Duration warmUp, Consumer<String> progress) {
        this.rounds = rounds;
        this.warmUp = warmUp;
        this.progress = progress;
    }

    Observing(int rounds, Consumer<String> progress) {
        this(rounds, WARM_UP, progress);
    }

    static List<String> names() {
        return FIGURES.stream().map(Figure::name).toList();
    }

    List<Measured> measure(List<String> wanted) {
        return FIGURES.stream()
                .filter(figure -> wanted.contains(figure.name))
                .map(this::measure)
                .toList();
    }

    private Measured measure(Figure figure) {
        progress.accept(figure.name + ": warming up");
        List<Double> more = new ArrayList<>();
        List<Double> less = new ArrayList<>();
        try {
            Path ours = Files.createTempDirectory("gavel-bench-");
            Path theirs = Files.createTempDirectory("gavel-bench-");
            try (var observed = new Rush(config(figure.more), ours, _ -> {});
                    var other = new Rush(config(figure.less), theirs, _ -> {})) {
                observed.warmUp();
                other.warmUp();
                for (int round = 1; round <= rounds; round++) {
                    if (round % 2 == 0) {
                        less.add(round(figure.less, other, round));
                    }
                    more.add(round(figure.more, observed, round));
                    if (round % 2 == 1) {
                        less.add(round(figure.less, other, round));
                    }
                }
            }
            Rush.delete(ours);
            Rush.delete(theirs);
        } catch (IOException e) {
            throw new UncheckedIOException("could not keep the files of a round", e);
        }
        return Measured.of(figure.name, UNIT, more, less);
    }

    private double round(Observed how, Rush rush, int number) {
        RushReport report;
        try (var _ = new Scraping(rush.url())) {
            report = rush.run(config(how).plan().withSeed(number));
        }
        if (!report.kept()) {
            throw new IllegalStateException(report.target() + " broke promises: " + report.violations());
        }
        double answered = report.fairness().honestAnswered();
        double micros = Objects.requireNonNull(report.cpuMicrosPerBid().get("server"));
        progress.accept(String.format(
                Locale.ROOT,
                "observing %s: round %d of %d: %.2f µs of CPU a bid of the server, %.1f %% of %,.0f bids/s answered, p50"
                        + " %.1f, p99 %.1f ms%s",
                how,
                number,
                rounds,
                micros,
                100 * answered,
                RATE,
                report.latency().p50(),
                report.latency().p99(),
                answered < DECIDED_MIN ? "; the machine is too busy for this rate, so this says little" : ""));
        return micros;
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
