package dev.gavel.auction.random;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** An endless supply of auctions with random terms. */
public final class RandomAuctions {
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final int BIDS_MAX = 120;

    private final RandomGenerator random;
    private final Instant around;

    /** @param around when the auctions open, give or take a minute; whole milliseconds */
    public RandomAuctions(long seed, Instant around) {
        this.random = new Random(seed);
        this.around = around;
    }

    /** The system property {@code gavel.seed}, else a new one; printed, so that a run can be repeated. */
    public static long seed() {
        String given = System.getProperty("gavel.seed");
        long seed = given == null ? System.nanoTime() : Long.parseLong(given);
        System.out.println("random auctions: -Dgavel.seed=" + seed + " repeats this run");
        return seed;
    }

    public RandomAuction next() {
        Terms terms = new Terms(RandomAuction.SELLER, pricing(), schedule(), random.nextInt(8) == 0);
        return new RandomAuction(terms, 1 + random.nextInt(BIDS_MAX), new Random(random.nextLong()));
    }

    private Terms.Pricing pricing() {
        long scale = scale();
        // The top scale lies just below the largest amount, so that prices, steps and maxima meet it.
        long lowest = scale == 0 ? Money.MINOR_MAX - 400 : 0;
        long width = scale == 0 ? 400 : scale;
        long opening = lowest + (random.nextInt(20) == 0 ? 0 : random.nextLong(width / 2) + 1);
        return new Terms.Pricing(
                EUR,
                random.nextInt(10) < 7 ? Bidding.PROXY : Bidding.PLAIN,
                new Money(opening),
                steps(lowest, width),
                reserve(opening, width));
    }

    private long scale() {
        return switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1, 2 -> 100;
            case 3 -> 10_000;
            default -> 100_000_000;
        };
    }

    private StepTable steps(long lowest, long width) {
        var starts = new TreeSet<Long>();
        for (int i = random.nextInt(5); i > 0; i--) {
            starts.add(lowest + 1 + random.nextLong(width));
        }
        starts.removeIf(from -> from > Money.MINOR_MAX);
        starts.add(0L);
        List<StepTable.Band> bands = new ArrayList<>();
        for (long from : starts) {
            bands.add(new StepTable.Band(new Money(from), new Money(step(width))));
        }
        return new StepTable(bands);
    }

    private long step(long width) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> 1;
            case 3 -> 2;
            case 4 -> random.nextLong(width) + 1;
            case 5 -> random.nextInt(8) == 0 ? Money.MINOR_MAX : 1 + width / 10;
            default -> random.nextLong(1 + width / 15) + 1;
        };
    }

    private @Nullable Money reserve(long opening, long width) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> new Money(Math.clamp(opening + random.nextLong(width), 1, Money.MINOR_MAX));
            case 3 -> new Money(1 + random.nextLong(opening + 1));
            default -> null;
        };
    }

    private Terms.Schedule schedule() {
        Instant opensAt = around.plusMillis(random.nextInt(120_000) - 60_000);
        Instant closesAt = opensAt.plusMillis(1 + random.nextInt(random.nextInt(10) == 0 ? 50 : 600_000));
        return new Terms.Schedule(opensAt, closesAt, random.nextInt(10) < 4 ? null : softClose(closesAt));
    }

    private SoftClose softClose(Instant closesAt) {
        Instant latest = random.nextInt(3) > 0 ? null : closesAt.plusMillis(random.nextInt(180_000));
        return new SoftClose(
                length(),
                length(),
                random.nextBoolean() ? SoftClose.Mode.ADD : SoftClose.Mode.RESET,
                random.nextInt(3) > 0 ? 0 : 1 + random.nextInt(5),
                latest);
    }

    private Duration length() {
        return Duration.ofMillis(random.nextInt(10) == 0 ? 1 + random.nextInt(3) : 1_000 + random.nextInt(60_000));
    }

    /** Who bids in them: few, so that they meet. The seller is not among them. */
    static List<AccountId> bidders() {
        return List.of(
                new AccountId("ann"),
                new AccountId("bob"),
                new AccountId("cid"),
                new AccountId("dee"),
                new AccountId("eve"));
    }
}
