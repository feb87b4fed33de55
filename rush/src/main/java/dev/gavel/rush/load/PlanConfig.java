package dev.gavel.rush.load;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a rush is to be.
 *
 * @param peak honest bids a second at the close, over all auctions
 * @param growth how many times the rate at the beginning that at the close is: 100 as recorded, 1 for a steady rate
 * @param untilClose from the beginning to the close of all auctions
 * @param afterClose how long bids go on coming after it
 * @param auctions the hot one and those in the background
 * @param hotShare of honest bids, on the hot auction
 * @param bidders honest ones
 * @param againShare of honest bids, sent twice under one request id
 * @param flood null for none
 * @param bell null for none
 * @param seed the same gives the same plan
 */
public record PlanConfig(
        double peak,
        double growth,
        Duration untilClose,
        Duration afterClose,
        int auctions,
        double hotShare,
        int bidders,
        double againShare,
        @Nullable Flood flood,
        @Nullable Bell bell,
        long seed) {
    /** What is paid with in a rush. */
    public static final String CURRENCY = "KRW";

    /** Each takes some 200 bytes until it has been checked. */
    public static final long BIDS_MAX = 5_000_000;

    /** Beyond it the shape has flattened: the rate of a recorded auction hardly ever is less. */
    private static final double GROWTH_MAX = 1_000;

    private static final double LENGTH_MAX_SECONDS = 1_800;

    /**
     * Bots.
     *
     * @param factor how many times the honest bidders' bids they send, on the hot auction
     */
    public record Flood(int accounts, int connections, double factor) {
        public Flood {
            requireBetween("accounts of bots", accounts, 1, 100_000);
            requireBetween("connections of bots", connections, 1, 10_000);
            requireBetween("the bots' traffic", factor, 0.01, 1_000);
        }
    }

    /**
     * Bids aimed at closes: on auctions of their own, which close one after the other while the rest goes on.
     *
     * @param auctions of which each has its own close
     * @param bids on each of them before its close, and as many after it
     * @param window how long before and after the close these come
     * @param first when the first of them closes, since the beginning
     * @param gap from one close to the next
     */
    public record Bell(int auctions, int bids, Duration window, Duration first, Duration gap) {
        public Bell {
            requireBetween("auctions at the bell", auctions, 1, 10_000);
            requireBetween("bids on each side of the bell", bids, 1, 10_000);
            requireBetween("milliseconds on each side of the bell", window.toNanos() / 1e6, 1, 1_000);
            requireBetween("seconds until the first bell", first.toMillis() / 1e3, 1, LENGTH_MAX_SECONDS);
            requireBetween("milliseconds from bell to bell", gap.toNanos() / 1e6, 1, 60_000);
        }

        Duration closes(int number) {
            return first.plus(gap.multipliedBy(number));
        }
    }

    public PlanConfig {
        requireBetween("bids a second at the close", peak, 1, 1_000_000);
        requireBetween("growth", growth, 1, GROWTH_MAX);
        requireBetween("seconds until the close", untilClose.toMillis() / 1e3, 0.1, LENGTH_MAX_SECONDS);
        requireBetween("seconds after the close", afterClose.toMillis() / 1e3, 0, LENGTH_MAX_SECONDS);
        requireBetween("auctions", auctions, 1, 100_000);
        requireBetween("the hot auction's share", hotShare, 0, 1);
        requireBetween("bidders", bidders, 1, 100_000);
        requireBetween("the share sent twice", againShare, 0, 1);
        // The mean rate is never above the peak.
        double most = peak * (untilClose.plus(afterClose).toMillis() / 1e3);
        requireBetween("bids in all", most, 0, BIDS_MAX);
        if (bell != null) {
            requireBetween("bids at the bell", 2.0 * bell.auctions() * bell.bids(), 0, BIDS_MAX);
            if (bell.closes(bell.auctions()).compareTo(untilClose) > 0) {
                throw new IllegalArgumentException(
                        "the last bell is after the end of the run, which is at " + untilClose);
            }
        }
    }

    /** The auctions of the bell follow the others. */
    public int auctionsInAll() {
        return auctions + (bell == null ? 0 : bell.auctions());
    }

    /** When an auction closes, since the beginning. */
    public Duration closes(int auction) {
        return bell == null || auction < auctions ? untilClose : bell.closes(auction - auctions);
    }

    public PlanConfig withSeed(long another) {
        return new PlanConfig(
                peak, growth, untilClose, afterClose, auctions, hotShare, bidders, againShare, flood, bell, another);
    }

    /** The same bidders on the same auctions at another rate, steadily and with nobody else. */
    public PlanConfig steady(double rate, Duration length) {
        return new PlanConfig(
                rate, 1, length, Duration.ZERO, auctions, hotShare, bidders, againShare, null, null, seed + 1_000);
    }

    private static void requireBetween(String what, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(what + " must be " + min + " to " + max + ", not " + value);
        }
    }
}
