package dev.gavel.rush;

import dev.gavel.rush.load.LaneConfig;
import dev.gavel.rush.load.LaneConfig.Kind;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.targets.Observed;
import java.time.Duration;
import java.util.Set;

/**
 * @param againstRival whether the rival is the target, instead of Gavel
 * @param durability what Gavel's answers wait for, as the setting has it; its one Redis has no replicas
 * @param warmUp how long bids come at half the peak, on other auctions, before the run
 * @param watchers of the hot auction
 * @param observed how closely Gavel's server watches itself
 */
record RushConfig(
        boolean againstRival,
        String durability,
        LaneConfig lane,
        Duration warmUp,
        int watchers,
        PlanConfig plan,
        Observed observed) {
    /** What a server waits for before it answers, unless something else is wished. */
    static final String DURABILITY = "fsync";

    private static final Set<String> DURABILITIES = Set.of(DURABILITY, "log");
    private static final int WATCHERS_MAX = 20_000;

    /** With a server that watches itself as usual. */
    RushConfig(
            boolean againstRival, String durability, LaneConfig lane, Duration warmUp, int watchers, PlanConfig plan) {
        this(againstRival, durability, lane, warmUp, watchers, plan, Observed.METRICS);
    }

    RushConfig {
        if (!DURABILITIES.contains(durability)) {
            throw new IllegalArgumentException("--durability is fsync or log, not " + durability);
        }
        if (againstRival && lane.kind() != Kind.HTTP) {
            throw new IllegalArgumentException("the rival takes bids over HTTP alone");
        }
        if (warmUp.isNegative() || warmUp.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("a warm-up lasts 0 to 300 seconds, not " + warmUp);
        }
        if (watchers < 0 || watchers > WATCHERS_MAX) {
            throw new IllegalArgumentException("watchers must be 0 to " + WATCHERS_MAX + ", not " + watchers);
        }
        if (watchers > 0 && againstRival) {
            throw new IllegalArgumentException("the rival has no feed to watch");
        }
    }
}
