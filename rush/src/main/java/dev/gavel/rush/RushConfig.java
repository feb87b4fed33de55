package dev.gavel.rush;

import dev.gavel.rush.load.LaneConfig;
import dev.gavel.rush.load.LaneConfig.Kind;
import dev.gavel.rush.load.PlanConfig;
import java.time.Duration;

/**
 * @param againstRival whether the rival is the target, instead of Gavel
 * @param warmUp how long bids come at half the peak, on other auctions, before the run
 * @param watchers of the hot auction
 */
record RushConfig(boolean againstRival, LaneConfig lane, Duration warmUp, int watchers, PlanConfig plan) {
    private static final int WATCHERS_MAX = 20_000;

    RushConfig {
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
