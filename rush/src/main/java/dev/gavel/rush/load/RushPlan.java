package dev.gavel.rush.load;

import dev.gavel.rush.load.PlanConfig.Bell;
import dev.gavel.rush.load.PlanConfig.Flood;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every bid of a run, before it begins: when, by whom, on which auction, and how far above the price. What the price
 * is then only the bidder knows. Pure and seeded.
 */
public final class RushPlan {
    private static final double SAME_BIDDER = 0.4;
    /** Nobody answers a bid sooner; without it, a bidder at a high rate would send five bids within a millisecond. */
    private static final long REACTION_NANOS = 100_000_000;

    /** Bidders mostly go one step up, and few go far. */
    private static final double STEPS_MEAN = 2;

    private static final int STEPS_MAX = 50;

    /** What an aimed bid takes from its intended time to the server: half a tick of the client, and the wire. */
    private static final long ON_THE_WAY_NANOS = 1_000_000;

    private final PlannedBid[] bids;

    private RushPlan(PlannedBid[] bids) {
        this.bids = bids;
    }

    /**
     * @param atNanos since the beginning
     * @param auction 0 is the hot one
     * @param bidder honest ones from 0, bots from 0
     * @param steps above the price that the bidder has seen, at least 1
     * @param again whether it is the bid before it, sent a second time under the same request id
     */
    public record PlannedBid(long atNanos, int auction, int bidder, boolean bot, int steps, boolean again) {}

    /** @throws IllegalArgumentException if it would be more bids than {@link PlanConfig#BIDS_MAX} */
    public static RushPlan of(PlanConfig config) {
        Flood flood = config.flood();
        Bell bell = config.bell();
        PlannedBid[] all = Stream.of(
                        honest(config),
                        flood == null ? Stream.<PlannedBid>empty() : bots(config, flood),
                        bell == null ? Stream.<PlannedBid>empty() : aimed(config, bell))
                .flatMap(bids -> bids)
                // Stable, so that a repetition stays behind its bid.
                .sorted(Comparator.comparingLong(PlannedBid::atNanos))
                .toArray(PlannedBid[]::new);
        return new RushPlan(all);
    }

    public int size() {
        return bids.length;
    }

    public PlannedBid bid(int number) {
        return bids[number];
    }

    public Stream<PlannedBid> bids() {
        return Arrays.stream(bids);
    }

    private static Stream<PlannedBid> honest(PlanConfig config) {
        long[] times = Arrivals.times(config);
        var random = new SplittableRandom(config.seed() + 1);
        int[] last = new int[config.auctions()];
        Arrays.setAll(last, _ -> random.nextInt(config.bidders()));
        long[] lastAt = new long[config.auctions()];
        List<PlannedBid> bids = new ArrayList<>(times.length);
        for (long time : times) {
            int auction = config.auctions() == 1 || random.nextDouble() < config.hotShare()
                    ? 0
                    : 1 + random.nextInt(config.auctions() - 1);
            boolean same = random.nextDouble() < SAME_BIDDER && time - lastAt[auction] >= REACTION_NANOS;
            if (!same) {
                last[auction] = random.nextInt(config.bidders());
            }
            lastAt[auction] = time;
            boolean again = random.nextDouble() < config.againShare();
            var bid = new PlannedBid(time, auction, last[auction], false, steps(random), false);
            bids.add(bid);
            if (again) {
                // At once, and by another connection where there is one: the second may well overtake the first.
                bids.add(new PlannedBid(time, auction, bid.bidder(), false, bid.steps(), true));
            }
        }
        return bids.stream();
    }

    /**
     * Bots are not in a hurry at the end: they send all the time, on the hot auction, as fast as they were built to.
     */
    private static Stream<PlannedBid> bots(PlanConfig config, Flood flood) {
        long honest = Arrivals.times(config).length;
        long count = Math.round(honest * flood.factor());
        if (honest + count > PlanConfig.BIDS_MAX) {
            throw new IllegalArgumentException(
                    "a flood of " + count + " bids is more than " + PlanConfig.BIDS_MAX + " in all");
        }
        long length = config.untilClose().plus(config.afterClose()).toNanos();
        var random = new SplittableRandom(config.seed() + 2);
        return IntStream.range(0, (int) count)
                .mapToObj(_ -> new PlannedBid(
                        random.nextLong(length), 0, random.nextInt(flood.accounts()), true, steps(random), false));
    }

    /**
     * At times spread evenly over the windows on both sides of each close. Each is higher than those before it, so that
     * only one that was overtaken on the way is too low; bidders take turns.
     */
    private static Stream<PlannedBid> aimed(PlanConfig config, Bell bell) {
        var random = new SplittableRandom(config.seed() + 3);
        List<PlannedBid> bids = new ArrayList<>();
        int bidder = 0;
        for (int number = 0; number < bell.auctions(); number++) {
            long closes = bell.closes(number).toNanos() - ON_THE_WAY_NANOS;
            long[] times = random.longs(
                            2L * bell.bids(),
                            -bell.window().toNanos(),
                            bell.window().toNanos())
                    .sorted()
                    .toArray();
            for (int i = 0; i < times.length; i++) {
                bids.add(new PlannedBid(closes + times[i], config.auctions() + number, bidder, false, i + 1, false));
                bidder = (bidder + 1) % config.bidders();
            }
        }
        return bids.stream();
    }

    private static int steps(SplittableRandom random) {
        double drawn = -Math.log(1 - random.nextDouble()) * STEPS_MEAN;
        return 1 + (int) Math.min(STEPS_MAX - 1, drawn);
    }
}
