package dev.gavel.rush.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs both engines in alternation.
 *
 * <p>Each round of a workload gives one ratio; whoever else uses the machine takes from both, and the median leaves out
 * the rounds in which that was uneven.
 */
public final class Bench {
    /** Two cores need this long to compile the engines, which would otherwise be on the account of the first rounds. */
    public static final Duration WARM_UP = Duration.ofSeconds(10);

    private static final Workload HOT = new Workload("one hot auction", 1, 2_048, Duration.ofSeconds(3));
    private static final Workload THOUSAND = new Workload("1,000 auctions", 1_000, 8_192, Duration.ofSeconds(3));

    private final int rounds;
    private final Duration warmUp;
    private final Consumer<String> progress;

    /** @param warmUp for how long each engine runs before its first round of a workload; {@link #WARM_UP} */
    public Bench(int rounds, Duration warmUp, Consumer<String> progress) {
        if (rounds < 1 || rounds > 1_000) {
            throw new IllegalArgumentException("1 to 1000 rounds, not " + rounds);
        }
        this.rounds = rounds;
        this.warmUp = warmUp;
        this.progress = progress;
    }

    private record Round(Sample gavel, Sample rival) {}

    /** The names of what can be measured. */
    public static List<String> names() {
        return Stream.concat(figures().stream().map(Figure::name), CrowdBench.names().stream())
                .toList();
    }

    /** Measures these figures, with as few workloads as they need. */
    public List<Measured> measure(List<String> names) {
        List<Measured> measured = new ArrayList<>(compare(names));
        measured.addAll(new CrowdBench(rounds, warmUp, progress).measure(names));
        return measured;
    }

    private List<Measured> compare(List<String> names) {
        List<Figure> wanted = figures().stream()
                .filter(figure -> names.contains(figure.name()))
                .toList();
        List<Workload> workloads =
                wanted.stream().map(Figure::workload).distinct().toList();
        if (workloads.isEmpty()) {
            return List.of();
        }
        progress.accept("starting the stores of both");
        try (Engine gavel = new GavelEngine();
                Engine rival = new RivalEngine()) {
            Map<Workload, List<Round>> runs = new LinkedHashMap<>();
            for (Workload workload : workloads) {
                runs.put(workload, run(workload, gavel, rival));
            }
            return wanted.stream()
                    .map(figure -> measured(figure, Objects.requireNonNull(runs.get(figure.workload()))))
                    .toList();
        }
    }

    /** What the machine itself can do, at this moment. */
    public Ceilings ceilings() {
        progress.accept("measuring what this machine can do at most");
        return Ceilings.measure();
    }

    private static List<Figure> figures() {
        return Figure.ofEngines(HOT, THOUSAND);
    }

    private List<Round> run(Workload workload, Engine gavel, Engine rival) {
        progress.accept(workload.name() + ": warming up");
        gavel.run(workload.lasting(warmUp), 0);
        rival.run(workload.lasting(warmUp), 0);
        List<Round> done = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Sample ours = gavel.run(workload, round);
            Sample theirs = rival.run(workload, round);
            progress.accept(String.format(
                    Locale.ROOT,
                    "%s: round %d of %d: Gavel %,.0f bids/s (%.0f %% accepted, Redis %.2f, PostgreSQL %.2f, server %.2f"
                            + " µs of CPU a bid, %d failed), rival %,.0f bids/s (%.0f %% accepted, PostgreSQL %.0f,"
                            + " server %.0f µs, %d failed)",
                    workload.name(),
                    round,
                    rounds,
                    ours.bidsPerSecond(),
                    100.0 * ours.accepted() / ours.decided(),
                    ours.redisMicrosPerBid(),
                    ours.postgresMicrosPerBid(),
                    ours.serverMicrosPerBid(),
                    ours.failed(),
                    theirs.bidsPerSecond(),
                    100.0 * theirs.accepted() / theirs.decided(),
                    theirs.postgresMicrosPerBid(),
                    theirs.serverMicrosPerBid(),
                    theirs.failed()));
            done.add(new Round(ours, theirs));
        }
        return done;
    }

    private static Measured measured(Figure figure, List<Round> rounds) {
        return Measured.of(
                figure.name(),
                figure.unit(),
                rounds.stream()
                        .map(round -> figure.gavel().applyAsDouble(round.gavel))
                        .toList(),
                rounds.stream()
                        .map(round -> figure.rival().applyAsDouble(round.rival))
                        .toList());
    }
}
