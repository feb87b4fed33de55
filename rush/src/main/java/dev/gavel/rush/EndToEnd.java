package dev.gavel.rush;

import dev.gavel.rush.bench.Measured;
import dev.gavel.rush.load.LaneConfig;
import dev.gavel.rush.load.LaneConfig.Kind;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.report.RushReport;
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
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What a bidder and a watcher see: figures over the wire, at a steady rate from processes of their own. */
final class EndToEnd {
    private static final double DECIDED_MIN = 0.99;
    /** When a client gives up: what a bid took that was never decided. */
    private static final double TIMEOUT_MS = 10_000;

    /** Two cores take most of a minute to compile what a server is made of. */
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private static final Duration LENGTH = Duration.ofSeconds(8);
    /** So many that each stays within an account's share, which is 10 bids a second. */
    private static final int BIDDERS = 10_000;

    private static final String MICROS = "µs/bid";

    /** Over HTTP both targets get the same. */
    private static final Scenario HTTP = new Scenario(
            "HTTP",
            config(false, LaneConfig.http(256), 15_000, BIDDERS, 0),
            config(true, LaneConfig.http(256), 15_000, BIDDERS, 0));

    /**
     * The rival has no WebSocket. It is offered over HTTP four times what it can serve, but not 40,000 bids a second: a
     * client would need all of the machine to send these by requests.
     */
    private static final Scenario WEBSOCKET = new Scenario(
            "WebSocket",
            config(false, LaneConfig.gateways(Kind.WEBSOCKET_BINARY, 4), 40_000, BIDDERS, 0),
            config(true, LaneConfig.http(256), 5_000, BIDDERS, 0));

    private static final Scenario WATCHERS = new Scenario(
            "watchers", config(false, LaneConfig.gateways(Kind.WEBSOCKET_BINARY, 2), 5_000, BIDDERS, 10_000), null);

    private static final List<Figure> FIGURES = List.of(
            new Figure("http-15k-p99-ms", "ms", HTTP, EndToEnd::p99),
            new Figure("http-15k-p50-ms", "ms", HTTP, EndToEnd::p50),
            new Figure("http-15k-server-cpu-us-per-bid", MICROS, HTTP, report -> cpu(report, Target.SERVER)),
            new Figure("websocket-40k-p99-ms", "ms", WEBSOCKET, EndToEnd::p99),
            new Figure("websocket-40k-p50-ms", "ms", WEBSOCKET, EndToEnd::p50),
            new Figure("websocket-40k-served-per-second", "bids/s", WEBSOCKET, EndToEnd::served),
            new Figure("websocket-40k-server-cpu-us-per-bid", MICROS, WEBSOCKET, report -> cpu(report, Target.SERVER)),
            new Figure("websocket-40k-redis-cpu-us-per-bid", MICROS, WEBSOCKET, EndToEnd::storeCpu),
            new Figure(
                    "watchers-10k-delay-p99-ms",
                    "ms",
                    WATCHERS,
                    report -> watched(report).sinceDecision().p99()),
            new Figure(
                    "watchers-10k-read-p99-ms",
                    "ms",
                    WATCHERS,
                    report -> watched(report).delay().p99()),
            new Figure("watcher-idle-kib", "KiB", WATCHERS, EndToEnd::idleKib));

    private final int rounds;
    private final Consumer<String> progress;

    EndToEnd(int rounds, Consumer<String> progress) {
        this.rounds = rounds;
        this.progress = progress;
    }

    /** @param rival null where it cannot do the like */
    private record Scenario(
            String name, RushConfig gavel, @Nullable RushConfig rival) {}

    private record Figure(String name, String unit, Scenario scenario, ToDoubleFunction<RushReport> read) {}

    static List<String> names() {
        return FIGURES.stream().map(Figure::name).toList();
    }

    List<Measured> measure(List<String> names) {
        List<Figure> wanted =
                FIGURES.stream().filter(it -> names.contains(it.name())).toList();
        List<Measured> measured = new ArrayList<>();
        for (Scenario scenario :
                wanted.stream().map(Figure::scenario).distinct().toList()) {
            Rounds done = run(scenario);
            wanted.stream()
                    .filter(it -> it.scenario().equals(scenario))
                    .forEach(it -> measured.add(Measured.of(
                            it.name(),
                            it.unit(),
                            done.gavel.stream().map(it.read()::applyAsDouble).toList(),
                            done.rival.stream().map(it.read()::applyAsDouble).toList())));
        }
        return measured;
    }

    private record Rounds(List<RushReport> gavel, List<RushReport> rival) {}

    /** Both stay up between rounds, so that they stay warm; the one that is not measured has nothing to do. */
    private Rounds run(Scenario scenario) {
        try {
            Path ours = Files.createTempDirectory("gavel-bench-");
            Path theirs = Files.createTempDirectory("gavel-bench-");
            var done = new Rounds(new ArrayList<>(), new ArrayList<>());
            RushConfig rivalConfig = scenario.rival();
            progress.accept(scenario.name() + ": warming up");
            try (var gavel = new Rush(scenario.gavel(), ours, _ -> {});
                    Rush rival = rivalConfig == null ? null : new Rush(rivalConfig, theirs, _ -> {})) {
                gavel.warmUp();
                if (rival != null) {
                    rival.warmUp();
                }
                for (int round = 1; round <= rounds; round++) {
                    done.gavel.add(round(scenario.name(), gavel, scenario.gavel(), round));
                    if (rival != null && rivalConfig != null) {
                        done.rival.add(round(scenario.name(), rival, rivalConfig, round));
                    }
                }
            }
            Rush.delete(ours);
            Rush.delete(theirs);
            return done;
        } catch (IOException e) {
            throw new UncheckedIOException("could not keep the files of a round", e);
        }
    }

    private RushReport round(String scenario, Rush rush, RushConfig config, int number) {
        RushReport report = rush.run(config.plan().withSeed(number));
        if (!report.kept()) {
            throw new IllegalStateException(report.target() + " broke promises: " + report.violations());
        }
        progress.accept(String.format(
                Locale.ROOT,
                "%s: round %d of %d: %s was offered %,.0f bids/s and answered %.1f %% of them, p50 %.1f, p99 %.1f ms,"
                        + " sent at most %.0f ms late, CPU in µs a bid %s",
                scenario,
                number,
                rounds,
                report.target(),
                config.plan().peak(),
                100 * report.fairness().honestAnswered(),
                report.latency().p50(),
                report.latency().p99(),
                report.lateMs(),
                report.cpuMicrosPerBid()));
        return report;
    }

    private static RushConfig config(boolean rival, LaneConfig lane, double rate, int bidders, int watchers) {
        return new RushConfig(
                rival,
                RushConfig.DURABILITY,
                lane,
                WARM_UP,
                watchers,
                new PlanConfig(rate, 1, LENGTH, Duration.ZERO, 1, 1, bidders, 0, null, null, 1));
    }

    /** Where more than one in a hundred was turned away, the 99th waited until its client gave up. */
    private static double p99(RushReport report) {
        return report.fairness().honestAnswered() < DECIDED_MIN
                ? TIMEOUT_MS
                : report.latency().p99();
    }

    private static double p50(RushReport report) {
        return report.fairness().honestAnswered() < 0.5
                ? TIMEOUT_MS
                : report.latency().p50();
    }

    private static double served(RushReport report) {
        return report.decided() / report.closeSeconds();
    }

    private static double cpu(RushReport report, String process) {
        return Objects.requireNonNull(report.cpuMicrosPerBid().get(process), process);
    }

    private static double storeCpu(RushReport report) {
        return cpu(report, report.cpuMicrosPerBid().containsKey("Redis") ? "Redis" : "PostgreSQL");
    }

    /** What the heap got adds to the RAM only where it had not been there already, so it is the larger of the two. */
    private static double idleKib(RushReport report) {
        RushReport.Watched watched = watched(report);
        return Math.max(watched.heapKibPerWatcher(), watched.residentKibPerWatcher());
    }

    private static RushReport.Watched watched(RushReport report) {
        return Objects.requireNonNull(report.watched());
    }
}
