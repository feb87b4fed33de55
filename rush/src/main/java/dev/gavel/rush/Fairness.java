package dev.gavel.rush;

import dev.gavel.rush.bench.Measured;
import dev.gavel.rush.load.LaneConfig;
import dev.gavel.rush.load.LaneConfig.Kind;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.load.PlanConfig.Flood;
import dev.gavel.rush.report.RushReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What bots take from honest bidders: the same bids of a thousand of these, without bots and with them, in turn. */
final class Fairness {
    static final String P99_RATIO = "fairness-p99-ratio";
    static final String ANSWERED = "fairness-answered-share";
    static final String JAIN = "fairness-jain";
    static final List<String> NAMES = List.of(P99_RATIO, ANSWERED, JAIN);

    private static final int HONEST = 1_000;
    private static final double HONEST_RATE = 200;
    private static final Flood BOTS = new Flood(20, 200, 50);
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration LENGTH = Duration.ofSeconds(15);

    private final boolean againstRival;
    private final Consumer<String> progress;

    Fairness(boolean againstRival, Consumer<String> progress) {
        this.againstRival = againstRival;
        this.progress = progress;
    }

    /** One after the other, on the same server. */
    record Pair(RushReport quiet, RushReport flooded) {
        /** Of honest bids, with bots to without. */
        double p99Ratio() {
            return flooded.latency().p99() / quiet.latency().p99();
        }

        double honestAnswered() {
            return flooded.fairness().honestAnswered();
        }

        double jain() {
            return flooded.fairness().jain();
        }

        boolean kept() {
            return quiet.kept() && flooded.kept();
        }

        String words() {
            return String.format(
                    Locale.ROOT,
                    "%s: honest p50 %.1f ms, p99 %.1f ms without bots, %.1f and %.1f with them; %.2f %% of honest bids"
                            + " answered (%s), Jain %.4f; of the bots' bids %.1f %% answered (%s); sent at most %.0f ms late,"
                            + " %d of honest bidders and %d of bots without an answer",
                    flooded.target(),
                    quiet.latency().p50(),
                    quiet.latency().p99(),
                    flooded.latency().p50(),
                    flooded.latency().p99(),
                    100 * honestAnswered(),
                    flooded.answered(),
                    jain(),
                    100 * flooded.fairness().botsAnswered(),
                    flooded.botsAnswered(),
                    flooded.lateMs(),
                    flooded.answered().getOrDefault("lost", 0L),
                    flooded.botsAnswered().getOrDefault("lost", 0L));
        }
    }

    List<Pair> run(int rounds, long first) {
        LaneConfig lane = againstRival ? LaneConfig.http(HONEST) : new LaneConfig(Kind.WEBSOCKET_BINARY, 1, 0);
        try {
            Path directory = Files.createTempDirectory("gavel-fairness-");
            List<Pair> pairs = new ArrayList<>();
            var config = new RushConfig(againstRival, RushConfig.DURABILITY, lane, WARM_UP, 0, plan(null, first));
            try (var rush = new Rush(config, directory, _ -> {})) {
                rush.warmUp();
                // The first pair warms what a flood needs, and is thrown away.
                for (int round = 0; round <= rounds; round++) {
                    var pair = new Pair(rush.run(plan(null, first + round)), rush.run(plan(BOTS, first + round)));
                    if (round > 0) {
                        pairs.add(pair);
                        progress.accept("round " + round + " of " + rounds + ", " + pair.words());
                    }
                }
            }
            Rush.delete(directory);
            return pairs;
        } catch (IOException e) {
            throw new UncheckedIOException("could not keep the files of a round", e);
        }
    }

    private static PlanConfig plan(@Nullable Flood flood, long seed) {
        return new PlanConfig(HONEST_RATE, 1, LENGTH, Duration.ZERO, 1, 1, HONEST, 0, flood, null, seed);
    }

    static List<Measured> measure(int rounds, Consumer<String> progress, List<String> names) {
        if (names.stream().noneMatch(NAMES::contains)) {
            return List.of();
        }
        progress.accept("fairness: " + conditions());
        List<Pair> pairs = new Fairness(false, progress).run(rounds, 1);
        return Stream.of(
                        measured(P99_RATIO, "with ÷ without bots", pairs, Pair::p99Ratio),
                        measured(ANSWERED, "of honest bids", pairs, Pair::honestAnswered),
                        measured(JAIN, "over honest bidders", pairs, Pair::jain))
                .filter(it -> names.contains(it.name()))
                .toList();
    }

    private static Measured measured(String name, String unit, List<Pair> pairs, ToDoubleFunction<Pair> read) {
        return Measured.of(name, unit, pairs.stream().mapToDouble(read).boxed().toList(), List.of());
    }

    /** The medians, and what is asked of them. */
    static String summary(List<Pair> pairs) {
        return String.format(
                Locale.ROOT,
                "p99 of honest bids with bots ÷ without  %.2f (at most 1.5)%n"
                        + "honest bids answered under bots         %.2f %% (at least 99 %%)%n"
                        + "Jain's index over honest bidders        %.4f (at least 0.99)%n",
                measured(P99_RATIO, "", pairs, Pair::p99Ratio).gavel(),
                100 * measured(ANSWERED, "", pairs, Pair::honestAnswered).gavel(),
                measured(JAIN, "", pairs, Pair::jain).gavel());
    }

    static String conditions() {
        return String.format(
                Locale.ROOT,
                "%,d honest bidders with %,.0f bids/s on one auction, each on a WebSocket; %d accounts of bots on %d more"
                        + " with %.0f times that",
                HONEST,
                HONEST_RATE,
                BOTS.accounts(),
                BOTS.connections(),
                BOTS.factor());
    }
}
