package dev.gavel.server.bidding;

import dev.gavel.server.arena.Turn;
import java.time.Duration;

/**
 * Settings of the queues before the arena.
 *
 * @param turnBidsMax how many bids one script call decides at most
 * @param turnsPerPrimary how many turns may be under way on one Redis primary: enough to keep it busy, few enough that
 *     the next turns grow meanwhile
 * @param rotation how many bids of one auction go into a turn before the next auction of the bucket has its share
 * @param waitingMax how many bids may wait on this node, over all buckets
 * @param waitMax a bid arriving behind one that has waited longer, or behind so many that it would wait longer, is
 *     turned away at once, instead of all timing out; below the arena's drain, so that at an even pace what waits is
 *     decided before its auction's close is
 * @param retryPause between attempts at a turn whose answer was lost
 * @param retryFor for how long a turn is asked again before its bidders are told that the outcome is unknown
 */
public record BiddingConfig(
        int turnBidsMax,
        int turnsPerPrimary,
        int rotation,
        int waitingMax,
        Duration waitMax,
        Duration retryPause,
        Duration retryFor) {

    public static final BiddingConfig DEFAULT = new BiddingConfig(
            Turn.BIDS_MAX, 4, 32, 65_536, Duration.ofMillis(900), Duration.ofMillis(100), Duration.ofSeconds(10));

    public BiddingConfig {
        requireBetween("bidding.turnBidsMax", turnBidsMax, 1, Turn.BIDS_MAX);
        requireBetween("bidding.turnsPerPrimary", turnsPerPrimary, 1, 64);
        requireBetween("bidding.rotation", rotation, 1, Turn.BIDS_MAX);
        requireBetween("bidding.waitingMax", waitingMax, 1, 10_000_000);
        requireBetween("bidding.waitMax (ms)", waitMax.toMillis(), 1, 60_000);
        requireBetween("bidding.retryPause (ms)", retryPause.toMillis(), 1, 10_000);
        requireBetween("bidding.retryFor (ms)", retryFor.toMillis(), 0, 300_000);
    }

    private static void requireBetween(String setting, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(setting + " must be " + min + " to " + max + ", not " + value);
        }
    }
}
