package dev.gavel.server.ledger;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Interventions;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outage;
import dev.gavel.auction.Referee;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.Standing;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.server.listing.Listing;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.Objects;
import java.util.Random;

/** Tells an auction as an honest arena decides it: each call gives the next entry of the bid log. */
final class Story {
    static final Instant OPENS = Instant.parse("2026-03-10T10:00:00Z");
    static final Instant CLOSES = Instant.parse("2026-03-17T12:00:00Z");

    private final Random random;
    private final AuctionId id;
    private final Terms terms;
    private Standing standing;
    private Interventions interventions = Interventions.NONE;

    Story(long id) {
        this(id, proxy(CLOSES));
    }

    Story(long id, Terms terms) {
        this.random = new Random(id);
        this.id = new AuctionId(id);
        this.terms = terms;
        this.standing = Standing.beforeFirstBid(terms);
    }

    static Terms proxy(Instant closes) {
        var pricing = new Terms.Pricing(
                Currency.getInstance("EUR"),
                Bidding.PROXY,
                new Money(1_000),
                StepTable.flat(new Money(100)),
                new Money(1_500));
        var soft = new SoftClose(Duration.ofMinutes(2), Duration.ofMinutes(3), SoftClose.Mode.RESET, 10, null);
        return new Terms(
                new AccountId("seller"), pricing, new Terms.Schedule(closes.minus(Duration.ofDays(7)), closes, soft));
    }

    AuctionId id() {
        return id;
    }

    Standing standing() {
        return standing;
    }

    Listing listing() {
        return new Listing(id, terms, "A lamp", "It shines.\n\tBrightly: \\o/ 빛", OPENS);
    }

    Decision.Opened opened() {
        return new Decision.Opened(id, OPENS, terms);
    }

    /** A bid so many seconds before the scheduled close; accepted or refused as the rules say. */
    BidDecided bid(String bidder, long amount, long secondsBefore) {
        Instant receivedAt = terms.schedule().closesAt().minusSeconds(secondsBefore);
        var account = new AccountId(bidder);
        var ruling =
                Referee.decide(terms, standing, interventions.permit(account), account, new Money(amount), receivedAt);
        standing = ruling.after();
        Standing.Lead lead = standing.lead();
        return new BidDecided(
                id,
                standing.sequence(),
                receivedAt.plusMillis(3),
                new Bid(new AccountId(bidder), new Money(amount), RequestId.at(receivedAt, random)),
                receivedAt,
                ruling.outcome(),
                lead == null ? null : lead.price(),
                lead == null ? null : lead.leader(),
                standing.closesAt());
    }

    /** Nobody could bid for a minute, in which it was to close. */
    Decision.Postponed postponed() {
        Instant from = standing.closesAt().minusSeconds(20);
        var outage = new Outage(from, from.plusSeconds(60));
        standing = Referee.postpone(terms, standing, outage);
        return new Decision.Postponed(id, standing.sequence(), outage.until(), outage, standing.closesAt());
    }

    Decision.Closed closed() {
        standing = Referee.close(standing);
        return new Decision.Closed(
                id,
                standing.sequence(),
                standing.closesAt().plusSeconds(1),
                standing.closesAt(),
                Referee.result(terms, standing));
    }

    Decision.Cancelled cancelled() {
        return (Decision.Cancelled)
                done(new Decision.Cancelled(id, standing.sequence() + 1, OPENS.plusSeconds(5), terms.seller(), ""));
    }

    /** What somebody did, as it stands. */
    Decision done(Decision.Intervention what) {
        standing = Objects.requireNonNull(Referee.intervene(terms, standing, interventions, what), "not allowed");
        interventions = interventions.after(what);
        return what;
    }

    /** The same decision with a price that the rules do not give. */
    static BidDecided withPrice(BidDecided honest, long price) {
        return new BidDecided(
                honest.auction(),
                honest.sequence(),
                honest.decidedAt(),
                honest.bid(),
                honest.receivedAt(),
                honest.outcome(),
                new Money(price),
                honest.leader(),
                honest.closesAt());
    }
}
