package dev.gavel.rush.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What open auctions cost that nobody bids on: how much slower a hot auction becomes beside them, and what they take of
 * memory. For the first, both columns are Gavel; the "rival" has no other auction open.
 */
final class CrowdBench {
    static final String IDLE_BYTES = "redis-bytes-per-idle-auction";
    private static final Map<Integer, String> CROWDS =
            new TreeMap<>(Map.of(10_000, "open-auctions-10000", 200_000, "open-auctions-200000"));
    /** Opened one after another by the rival. */
    private static final int RIVAL_IDLE = 2_000;

    private static final Workload HOT = new Workload("one hot auction", 1, 2_048, Duration.ofSeconds(3));

    private final int rounds;
    private final Duration warmUp;
    private final Consumer<String> progress;

    CrowdBench(int rounds, Duration warmUp, Consumer<String> progress) {
        this.rounds = rounds;
        this.warmUp = warmUp;
        this.progress = progress;
    }

    static List<String> names() {
        List<String> names = new ArrayList<>(CROWDS.values());
        names.add(IDLE_BYTES);
        return names;
    }

    List<Measured> measure(List<String> wanted) {
        List<Measured> measured = new ArrayList<>();
        if (CROWDS.values().stream().anyMatch(wanted::contains)) {
            beside(wanted, measured);
        }
        if (wanted.contains(IDLE_BYTES)) {
            measured.add(idleBytes());
        }
        return measured;
    }

    private void beside(List<String> wanted, List<Measured> measured) {
        progress.accept("starting two Gavels, one of which will have many auctions open");
        try (var crowded = new GavelEngine();
                var alone = new GavelEngine()) {
            crowded.run(HOT.lasting(warmUp), 0);
            alone.run(HOT.lasting(warmUp), 0);
            int open = 0;
            for (var crowd : CROWDS.entrySet()) {
                if (wanted.contains(crowd.getValue())) {
                    crowded.openIdle(crowd.getKey() - open);
                    open = crowd.getKey();
                    measured.add(compare(crowd.getValue(), crowded, alone));
                }
            }
        }
    }

    private Measured compare(String name, Engine crowded, Engine alone) {
        List<Double> beside = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            // What the one before wrote may still be worked on by its PostgreSQL, so they take turns in going first.
            boolean crowdedFirst = round % 2 == 1;
            Sample first = (crowdedFirst ? crowded : alone).run(HOT, round);
            Sample second = (crowdedFirst ? alone : crowded).run(HOT, round);
            Sample one = crowdedFirst ? first : second;
            Sample other = crowdedFirst ? second : first;
            progress.accept(String.format(
                    Locale.ROOT,
                    "%s: round %d of %d: %,.0f bids/s (Redis %.2f µs a bid), with one auction open %,.0f (%.2f)",
                    name,
                    round,
                    rounds,
                    one.bidsPerSecond(),
                    one.redisMicrosPerBid(),
                    other.bidsPerSecond(),
                    other.redisMicrosPerBid()));
            beside.add(one.bidsPerSecond());
            without.add(other.bidsPerSecond());
        }
        return Measured.of(name, "bids/s", beside, without);
    }

    /** Does not depend on the machine's load: one round says it. */
    private Measured idleBytes() {
        progress.accept("opening auctions that nobody bids on");
        try (var gavel = new GavelEngine();
                var rival = new RivalEngine()) {
            int auctions = CROWDS.keySet().iterator().next();
            double ours = gavel.openIdle(auctions) / auctions;
            double theirs = rival.openIdle(RIVAL_IDLE) / RIVAL_IDLE;
            return Measured.of(IDLE_BYTES, "bytes", List.of(ours), List.of(theirs));
        }
    }
}
