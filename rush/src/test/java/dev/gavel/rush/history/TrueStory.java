package dev.gavel.rush.history;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Referee;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Result;
import dev.gavel.auction.Standing;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.rush.history.Kept.LedgerBid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;

/**
 * An auction in which nothing went wrong: bids a tenth of a second apart over ten seconds and half a second beyond,
 * each told 50 ms after it was sent, and one of them sent twice.
 */
final class TrueStory {
    static final AuctionId AUCTION = new AuctionId(4711);
    private static final Instant BEGAN = Instant.parse("2026-03-01T12:00:00Z");
    private static final int SECONDS = 10;
    private static final int BIDS_LATE = 5;
    private static final int TWICE = 7;

    final List<Exchange> exchanges = new ArrayList<>();
    final List<Decision> log = new ArrayList<>();
    final List<LedgerBid> ledger = new ArrayList<>();
    Result result;

    TrueStory(long seed) {
        var random = new Random(seed);
        Terms terms = new Terms(
                new AccountId("seller"),
                new Terms.Pricing(
                        Currency.getInstance("KRW"),
                        Bidding.PROXY,
                        new Money(100),
                        StepTable.flat(new Money(100)),
                        null),
                new Terms.Schedule(BEGAN, BEGAN.plusSeconds(SECONDS), null));
        log.add(new Decision.Opened(AUCTION, BEGAN, terms));
        Standing standing = Standing.beforeFirstBid(terms);
        for (int i = 0; i < 10 * SECONDS + BIDS_LATE; i++) {
            long sentMillis = 100L * i;
            Instant received = BEGAN.plusMillis(sentMillis + 10);
            var bid = new Bid(
                    new AccountId("bidder-" + random.nextInt(9)),
                    new Money(100L * (i + 1 + random.nextInt(4))),
                    RequestId.at(BEGAN.plusMillis(sentMillis), random));
            Referee.Ruling ruling = Referee.decide(terms, standing, bid.bidder(), bid.amount(), received);
            standing = ruling.after();
            Standing.Lead lead = standing.lead();
            var decided = new Decision.BidDecided(
                    AUCTION,
                    standing.sequence(),
                    received.plusMillis(20),
                    bid,
                    received,
                    ruling.outcome(),
                    lead == null ? null : lead.price(),
                    lead == null ? null : lead.leader(),
                    standing.closesAt());
            log.add(decided);
            if (ruling.outcome().accepted()) {
                ledger.add(LedgerBid.of(decided));
            }
            exchanges.add(exchange(decided, sentMillis));
            if (i == TWICE) {
                exchanges.add(exchange(decided, sentMillis + 400));
            }
        }
        this.result = Referee.result(terms, standing);
        standing = Referee.close(standing);
        log.add(new Decision.Closed(
                AUCTION, standing.sequence(), BEGAN.plusSeconds(SECONDS + 1), standing.closesAt(), result));
    }

    private static Exchange exchange(Decision.BidDecided decided, long sentMillis) {
        return new Exchange(
                AUCTION,
                decided.bid().bidder(),
                false,
                decided.bid().amount().minor(),
                decided.bid().requestId(),
                1_000_000 * sentMillis,
                1_000_000 * sentMillis,
                1_000_000 * (sentMillis + 50),
                new Told.Decided(
                        decided.sequence(),
                        Told.word(decided.outcome()),
                        Told.price(decided.price()),
                        decided.receivedAt().toEpochMilli(),
                        decided.decidedAt().toEpochMilli(),
                        decided.closesAt().toEpochMilli()));
    }

    Decision.BidDecided decided(int sequence) {
        return (Decision.BidDecided) log.get(sequence);
    }

    History history() {
        return new History(BEGAN.toEpochMilli(), exchanges);
    }

    List<Violation> check() {
        return HistoryCheck.run(history(), List.of(new Kept(AUCTION, log, ledger, result)));
    }
}
