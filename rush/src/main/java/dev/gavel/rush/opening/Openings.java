package dev.gavel.rush.opening;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.targets.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.function.Function;

/**
 * The auctions of a run, opened.
 *
 * @param begin of the run
 */
public record Openings(List<AuctionId> auctions, Instant begin) {
    /** Also the step. */
    public static final long OPENING = 1_000;

    private static final Duration ONE = Duration.ofMillis(15);
    /** Between the last thing to do and the beginning. */
    private static final Duration SPARE = Duration.ofMillis(1_500);

    private static final int ATTEMPTS_MAX = 4;

    public Openings {
        auctions = List.copyOf(auctions);
    }

    /**
     * An auction's close is said when it is opened, so how long opening all takes is guessed; where it took longer,
     * those auctions are left alone and others opened with more time.
     *
     * @param opener opens one
     * @param after what else has to be done between the opening and the beginning
     */
    public static Openings of(Function<Terms, AuctionId> opener, PlanConfig plan, Duration after) {
        int count = plan.auctionsInAll();
        Duration opening = ONE.multipliedBy(count).plusMillis(500);
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            Instant opened = Instant.now().plus(opening);
            Instant begin = opened.plus(after).plus(SPARE).truncatedTo(ChronoUnit.MILLIS);
            List<AuctionId> auctions = new ArrayList<>();
            while (auctions.size() < count && Instant.now().isBefore(opened)) {
                auctions.add(opener.apply(terms(begin.plus(plan.closes(auctions.size())))));
            }
            if (auctions.size() == count) {
                return new Openings(auctions, begin);
            }
            opening = opening.multipliedBy(3);
        }
        throw new IllegalStateException("opening " + count + " auctions took longer than " + opening.dividedBy(3));
    }

    private static Terms terms(Instant closesAt) {
        return new Terms(
                new AccountId(Target.SELLER),
                new Terms.Pricing(
                        Currency.getInstance(PlanConfig.CURRENCY),
                        Bidding.PROXY,
                        new Money(OPENING),
                        StepTable.flat(new Money(OPENING)),
                        null),
                new Terms.Schedule(Instant.now().truncatedTo(ChronoUnit.MILLIS), closesAt, null));
    }
}
