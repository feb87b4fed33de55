package dev.gavel.rush;

import dev.gavel.rush.load.PlanConfig;
import java.time.Duration;

/**
 * @param againstRival whether the rival is the target, instead of Gavel
 * @param connections of honest bidders
 * @param warmUp how long bids come at half the peak, on other auctions, before the run
 */
record RushConfig(boolean againstRival, int connections, Duration warmUp, PlanConfig plan) {
    RushConfig {
        if (connections < 1 || connections > 10_000) {
            throw new IllegalArgumentException("connections must be 1 to 10000, not " + connections);
        }
        if (warmUp.isNegative() || warmUp.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("a warm-up lasts 0 to 300 seconds, not " + warmUp);
        }
    }
}
