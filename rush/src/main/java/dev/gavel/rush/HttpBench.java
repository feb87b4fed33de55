package dev.gavel.rush;

import dev.gavel.rush.bench.Measured;
import dev.gavel.rush.load.LaneConfig;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.report.RushReport;
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

/** Both targets end to end over HTTP, at a steady rate from a process of its own. */
final class HttpBench {
    static final String P99 = "http-15k-p99-ms";
    static final String SERVER_CPU = "http-15k-server-cpu-us-per-bid";
    static final List<String> NAMES = List.of(P99, SERVER_CPU);

    private static final double RATE = 15_000;
    private static final double DECIDED_MIN = 0.99;
    /** When a client gives up: what a bid took that was never decided. */
    private static final double TIMEOUT_MS = 10_000;

    /** Two cores take half a minute to compile what a server is made of. */
    private static final Duration WARM_UP = Duration.ofSeconds(30);

    private static final Duration LENGTH = Duration.ofSeconds(8);

    private final int rounds;
    private final Consumer<String> progress;

    HttpBench(int rounds, Consumer<String> progress) {
        this.rounds = rounds;
        this.progress = progress;
    }

    List<Measured> measure(List<String> names) {
        if (names.stream().noneMatch(NAMES::contains)) {
            return List.of();
        }
        List<RushReport> gavel = new ArrayList<>();
        List<RushReport> rival = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            gavel.add(run(false, round));
            rival.add(run(true, round));
        }
        List<Measured> measured = new ArrayList<>();
        if (names.contains(P99)) {
            measured.add(Measured.of(P99, "ms", values(gavel, HttpBench::p99), values(rival, HttpBench::p99)));
        }
        if (names.contains(SERVER_CPU)) {
            measured.add(
                    Measured.of(SERVER_CPU, "µs/bid", values(gavel, HttpBench::cpu), values(rival, HttpBench::cpu)));
        }
        return measured;
    }

    private RushReport run(boolean againstRival, int seed) {
        var plan = new PlanConfig(RATE, 1, LENGTH, Duration.ZERO, 1, 1, 1_000, 0, null, null, seed);
        try {
            Path directory = Files.createTempDirectory("gavel-bench-");
            RushReport report = new Rush(
                            new RushConfig(againstRival, LaneConfig.http(256), WARM_UP, 0, plan), directory, _ -> {})
                    .run();
            Rush.delete(directory);
            if (!report.kept()) {
                throw new IllegalStateException(report.target() + " broke promises: " + report.violations());
            }
            progress.accept(String.format(
                    Locale.ROOT,
                    "HTTP: round %d of %d: %s was offered %,.0f bids/s and decided %.1f %% of them, p50 %.1f, p99 %.1f ms,"
                            + " sent at most %.0f ms late, CPU in µs a bid %s",
                    seed,
                    rounds,
                    report.target(),
                    RATE,
                    100 * report.fairness().honestDecided(),
                    report.latency().p50(),
                    report.latency().p99(),
                    report.lateMs(),
                    report.cpuMicrosPerBid()));
            return report;
        } catch (IOException e) {
            throw new UncheckedIOException("could not keep the files of a round", e);
        }
    }

    /** Where more than one in a hundred was turned away, the 99th waited until its client gave up. */
    private static double p99(RushReport report) {
        return report.fairness().honestDecided() < DECIDED_MIN
                ? TIMEOUT_MS
                : report.latency().p99();
    }

    private static double cpu(RushReport report) {
        return Objects.requireNonNull(report.cpuMicrosPerBid().get("server"));
    }

    private interface Read {
        double of(RushReport report);
    }

    private static List<Double> values(List<RushReport> reports, Read read) {
        return reports.stream().map(read::of).toList();
    }
}
