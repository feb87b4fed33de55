package dev.gavel.rush;

import dev.gavel.rush.load.LaneConfig;
import dev.gavel.rush.load.LaneConfig.Kind;
import dev.gavel.rush.load.PlanConfig;
import java.time.Duration;

/**
 * @param againstRival whether the rival is the target, instead of Gavel
 * @param warmUp how long bids come at half the peak, on other auctions, before the run
 */
record RushConfig(boolean againstRival, LaneConfig lane, Duration warmUp, PlanConfig plan) {
    RushConfig {
        if (againstRival && lane.kind() != Kind.HTTP) {
            throw new IllegalArgumentException("the rival takes bids over HTTP alone");
        }
        if (warmUp.isNegative() || warmUp.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("a warm-up lasts 0 to 300 seconds, not " + warmUp);
        }
    }
}
