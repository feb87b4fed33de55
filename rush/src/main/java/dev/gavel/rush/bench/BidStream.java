package dev.gavel.rush.bench;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The bids of a round, the same for both engines. Seeded; used by one thread.
 *
 * <p>An auction's amounts rise by three steps a bid, give or take two, so that most bids are accepted: a refused one
 * costs the rival less. Two in five bids of an auction come from the bidder of the one before, as recorded ones do.
 */
final class BidStream {
    private static final long STEP = 100;
    private static final int BIDDERS = 1_000;
    private static final double SAME_BIDDER = 0.4;
    private static final Duration OPEN_FOR = Duration.ofHours(6);

    private static final List<AccountId> ACCOUNTS = IntStream.range(0, BIDDERS)
            .mapToObj(n -> new AccountId("bidder-" + n))
            .toList();

    private final SplittableRandom random;
    private final List<AuctionId> auctions;
    private final long[] bidsOf;
    private final AccountId[] lastOf;

    BidStream(long seed, List<AuctionId> auctions) {
        this.random = new SplittableRandom(seed);
        this.auctions = List.copyOf(auctions);
        this.bidsOf = new long[auctions.size()];
        this.lastOf = new AccountId[auctions.size()];
        Arrays.fill(lastOf, ACCOUNTS.getFirst());
    }

    record Next(AuctionId auction, Bid bid) {}

    Next next(Instant now) {
        int auction = random.nextInt(auctions.size());
        if (random.nextDouble() >= SAME_BIDDER) {
            lastOf[auction] = ACCOUNTS.get(random.nextInt(BIDDERS));
        }
        long amount = STEP * (1 + 3 * bidsOf[auction]++ + random.nextInt(5));
        return new Next(auctions.get(auction), new Bid(lastOf[auction], new Money(amount), RequestId.at(now, random)));
    }

    /** Open for longer than any run; proxy bidding, as the recorded auctions. */
    static Terms terms(Instant now) {
        Instant opensAt = now.truncatedTo(ChronoUnit.MILLIS).minusSeconds(1);
        return new Terms(
                new AccountId("seller"),
                new Terms.Pricing(
                        Currency.getInstance("KRW"),
                        Bidding.PROXY,
                        new Money(STEP),
                        StepTable.flat(new Money(STEP)),
                        null),
                new Terms.Schedule(opensAt, opensAt.plus(OPEN_FOR), null));
    }
}
