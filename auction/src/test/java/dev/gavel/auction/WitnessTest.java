package dev.gavel.auction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Disagreement.Matter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WitnessTest {
    private static final Instant OPENS = Instant.parse("2026-01-01T11:00:00Z");
    private static final Instant CLOSES = OPENS.plusSeconds(3_600);
    private static final AuctionId AUCTION = new AuctionId(12);
    private static final Terms TERMS = new Terms(
            new AccountId("sam"),
            new Terms.Pricing(
                    Currency.getInstance("EUR"),
                    Bidding.PROXY,
                    new Money(1_000),
                    StepTable.flat(new Money(100)),
                    new Money(3_000)),
            new Terms.Schedule(
                    OPENS,
                    CLOSES,
                    new SoftClose(Duration.ofSeconds(30), Duration.ofSeconds(30), SoftClose.Mode.ADD, 0, null)));
    private static final Decision.Opened OPENED = new Decision.Opened(AUCTION, OPENS, TERMS);

    private static final Outage OUTAGE = new Outage(CLOSES.minusSeconds(4), CLOSES.plusSeconds(9));

    private final Log log = new Log();

    @Test
    void agreesWithAnArenaThatKeepsTheRules() {
        log.bid("ann", 5_000, CLOSES.minusSeconds(60));
        log.bid("bob", 2_000, CLOSES.minusSeconds(59));
        log.bid("bob", 6_000, CLOSES.minusSeconds(1));
        log.close();
        Witness witness = log.witnessed();
        assertThat(witness.disagreement()).isNull();
        assertThat(witness.result()).isEqualTo(new Result.Sold(new AccountId("bob"), new Money(5_100)));
        assertThat(witness.standing()).isEqualTo(log.standing);
    }

    @Test
    void knowsNoResultBeforeTheBell() {
        log.bid("ann", 5_000, CLOSES.minusSeconds(60));
        assertThat(log.witnessed().result()).isNull();
    }

    @Test
    void findsAWrongOutcome() {
        log.bid("ann", 5_000, CLOSES.minusSeconds(60));
        log.bid("bob", 5_000, CLOSES.minusSeconds(59));
        log.change(2, bid -> with(bid, new Outcome.Leading(), bid.price(), bid.leader(), bid.closesAt()));
        assertDisagreement(2, Matter.OUTCOME, "leading", "outbid");
    }

    @Test
    void findsAWrongReason() {
        log.bid("ann", 500, CLOSES.minusSeconds(60));
        log.change(1, bid -> with(bid, new Outcome.Refused(Reason.CLOSED), null, null, bid.closesAt()));
        assertDisagreement(1, Matter.OUTCOME, "refused as CLOSED", "refused as TOO_LOW");
    }

    @Test
    void findsAWrongPrice() {
        log.bid("ann", 5_000, CLOSES.minusSeconds(60));
        log.change(1, bid -> with(bid, bid.outcome(), new Money(1_000), bid.leader(), bid.closesAt()));
        assertDisagreement(1, Matter.PRICE, "1000", "3000");
    }

    @Test
    void findsAWrongLeader() {
        log.bid("ann", 5_000, CLOSES.minusSeconds(60));
        log.bid("bob", 4_000, CLOSES.minusSeconds(59));
        log.change(2, bid -> with(bid, bid.outcome(), bid.price(), new AccountId("bob"), bid.closesAt()));
        assertDisagreement(2, Matter.LEADER, "bob", "ann");
    }

    @Test
    void findsAForgottenExtension() {
        log.bid("ann", 5_000, CLOSES.minusSeconds(30));
        log.change(1, bid -> with(bid, bid.outcome(), bid.price(), bid.leader(), CLOSES));
        assertDisagreement(1, Matter.CLOSES_AT, "2026-01-01T12:00:00Z", "2026-01-01T12:00:30Z");
    }

    @Test
    void agreesWithACloseThatAnOutageMoved() {
        log.bid("ann", 5_000, CLOSES.minusSeconds(60));
        log.postpone(OUTAGE);
        assertThat(log.standing.closesAt()).isEqualTo(CLOSES.plusSeconds(13).plusSeconds(30));
        log.bid("bob", 6_000, CLOSES.plusSeconds(42));
        log.close();
        Witness witness = log.witnessed();
        assertThat(witness.disagreement()).isNull();
        assertThat(witness.otherThanBids()).isEqualTo(1);
        assertThat(witness.standing()).isEqualTo(log.standing);
        assertThat(witness.standing().extensions()).as("by late bids only").isEqualTo(1);
        assertThat(Witness.resumed(AUCTION, TERMS, log.kept()).standing().closesAt())
                .isEqualTo(log.standing.closesAt());
    }

    @Test
    void findsACloseThatWasMovedElsewhere() {
        log.decisions.add(new Decision.Postponed(AUCTION, 1, CLOSES.plusSeconds(9), OUTAGE, CLOSES.plusSeconds(42)));
        assertDisagreement(1, Matter.CLOSES_AT, "2026-01-01T12:00:42Z", "2026-01-01T12:00:43Z");
    }

    @Test
    void findsACloseThatWasMovedThoughItDidNotPassInTheOutage() {
        var later = new Outage(CLOSES.plusMillis(1), CLOSES.plusSeconds(9));
        log.decisions.add(new Decision.Postponed(AUCTION, 1, CLOSES.plusSeconds(9), later, CLOSES.plusSeconds(60)));
        assertDisagreement(1, Matter.CLOSES_AT, "postponed by " + later, "OPEN, closes at 2026-01-01T12:00:00Z");
    }

    @Test
    void findsACloseThatWasMovedBeforeTheOutageWasOver() {
        log.decisions.add(new Decision.Postponed(AUCTION, 1, CLOSES.plusSeconds(8), OUTAGE, CLOSES.plusSeconds(43)));
        assertDisagreement(1, Matter.CLOSES_AT, "postponed by " + OUTAGE, "OPEN, closes at 2026-01-01T12:00:00Z");
    }

    @Test
    void findsABidAcceptedAfterTheBell() {
        log.close();
        log.decisions.add(new BidDecided(
                AUCTION,
                2,
                CLOSES,
                bid("ann", 5_000),
                CLOSES.minusMillis(1),
                new Outcome.Leading(),
                new Money(3_000),
                new AccountId("ann"),
                CLOSES));
        assertDisagreement(2, Matter.OUTCOME, "leading", "refused as CLOSED");
    }

    @Test
    void findsABellThatCameEarly() {
        log.decisions.add(
                new Decision.Closed(AUCTION, 1, CLOSES.minusMillis(1), CLOSES, new Result.Unsold(null, null)));
        assertDisagreement(1, Matter.BELL, "closed at 2026-01-01T11:59:59.999Z", "not before 2026-01-01T12:00:00Z");
    }

    @Test
    void findsASecondBell() {
        log.close();
        log.decisions.add(new Decision.Closed(AUCTION, 2, CLOSES, CLOSES, new Result.Unsold(null, null)));
        assertDisagreement(2, Matter.BELL, "closed", "already CLOSED");
    }

    @Test
    void findsACloseAtAnotherTime() {
        log.decisions.add(
                new Decision.Closed(AUCTION, 1, CLOSES, CLOSES.minusSeconds(1), new Result.Unsold(null, null)));
        assertDisagreement(1, Matter.CLOSES_AT, "2026-01-01T11:59:59Z", "2026-01-01T12:00:00Z");
    }

    @Test
    void findsAWrongResult() {
        log.bid("ann", 2_000, CLOSES.minusSeconds(60));
        log.decisions.add(new Decision.Closed(
                AUCTION, 2, CLOSES, CLOSES, new Result.Sold(new AccountId("ann"), new Money(1_000))));
        assertDisagreement(2, Matter.RESULT, "Sold[winner=ann, price=1000]", "Unsold[price=1000, leader=ann]");
    }

    @Test
    void findsACancellationAfterABid() {
        log.bid("ann", 2_000, CLOSES.minusSeconds(60));
        log.decisions.add(new Decision.Cancelled(AUCTION, 2, CLOSES.minusSeconds(1), TERMS.seller(), ""));
        assertDisagreement(
                2,
                Matter.INTERVENTION,
                "cancelled by sam",
                "not allowed: OPEN with 1 accepted bids, closes at " + CLOSES);
    }

    @Test
    void agreesWithACancellationAfterOnlyRefusedBids() {
        log.bid("ann", 500, CLOSES.minusSeconds(60));
        log.decisions.add(new Decision.Cancelled(AUCTION, 2, CLOSES.minusSeconds(1), TERMS.seller(), ""));
        assertThat(log.witnessed().disagreement()).isNull();
        assertThat(log.witnessed().result()).isEqualTo(new Result.Cancelled());
    }

    @Test
    void findsAGapAndStillSeesTheEnd() {
        log.bid("ann", 5_000, CLOSES.minusSeconds(60));
        log.bid("bob", 500, CLOSES.minusSeconds(59));
        log.close();
        log.decisions.remove(1);
        assertDisagreement(3, Matter.SEQUENCE, "3", "2");
        assertThat(log.witnessed().result()).isNotNull();
    }

    @Test
    void findsARepeatedDecision() {
        log.bid("ann", 5_000, CLOSES.minusSeconds(60));
        log.decisions.add(log.decisions.getFirst());
        assertDisagreement(1, Matter.SEQUENCE, "1", "2");
        log.decisions.removeLast();
        log.decisions.add(OPENED);
        assertDisagreement(0, Matter.SEQUENCE, "0", "2");
    }

    @Test
    void keepsTheFirstDisagreementAndFollowsTheSequence() {
        log.bid("ann", 5_000, CLOSES.minusSeconds(60));
        log.change(1, bid -> with(bid, bid.outcome(), new Money(1_000), bid.leader(), bid.closesAt()));
        log.bid("bob", 4_000, CLOSES.minusSeconds(59));
        log.change(2, bid -> with(bid, bid.outcome(), bid.price(), new AccountId("bob"), bid.closesAt()));
        log.close();
        log.decisions.add(new Decision.Cancelled(AUCTION, 4, CLOSES, TERMS.seller(), ""));
        log.decisions.add(new Decision.Closed(AUCTION, 4, CLOSES, CLOSES, new Result.Cancelled()));
        assertDisagreement(1, Matter.PRICE, "1000", "3000");
        assertThat(log.witnessed().standing().sequence()).isEqualTo(4);
        assertThat(log.witnessed().result()).isEqualTo(Referee.result(TERMS, log.standing));
    }

    @Test
    void resumedFromAcceptedBidsStandsWhereItStood() {
        log.bid("ann", 500, CLOSES.minusSeconds(61));
        log.bid("ann", 5_000, CLOSES.minusSeconds(60));
        log.bid("bob", 500, CLOSES.minusSeconds(59));
        log.bid("bob", 6_000, CLOSES.minusSeconds(1));
        log.bid("cid", 700, CLOSES.minusSeconds(1));
        Witness resumed = Witness.resumed(AUCTION, TERMS, log.kept());
        assertThat(resumed.disagreement()).isNull();
        assertThat(resumed.standing().lead()).isEqualTo(log.standing.lead());
        assertThat(resumed.standing().closesAt()).isEqualTo(log.standing.closesAt());
        assertThat(resumed.standing().sequence()).isEqualTo(4);

        log.close();
        assertThat(resumed.observe(log.decisions.getLast()).disagreement()).isNull();
        assertThat(resumed.observe(log.decisions.getLast()).result())
                .isEqualTo(log.witnessed().result());
    }

    @Test
    void resumedDemandsNoGapsOnceItHasSeenADecision() {
        log.bid("ann", 5_000, CLOSES.minusSeconds(60));
        for (int i = 0; i < 3; i++) {
            log.bid("bob", 500, CLOSES.minusSeconds(59));
        }
        Witness resumed = Witness.resumed(AUCTION, TERMS, log.kept());
        Witness gapBefore = resumed.observe(log.decisions.get(2));
        assertThat(gapBefore.disagreement()).isNull();
        Witness gapAfter = resumed.observe(log.decisions.get(1)).observe(log.decisions.get(3));
        assertThat(gapAfter.disagreement()).isEqualTo(new Disagreement(AUCTION, 4, Matter.SEQUENCE, "4", "3"));
        assertThat(resumed.observe(log.decisions.get(0)).disagreement())
                .isEqualTo(new Disagreement(AUCTION, 1, Matter.SEQUENCE, "1", "2 or above"));
    }

    @Test
    void resumedAfterTheEndKnowsTheResult() {
        log.bid("ann", 5_000, CLOSES.minusSeconds(60));
        log.close();
        Witness resumed = Witness.resumed(AUCTION, TERMS, log.decisions);
        assertThat(resumed.result()).isEqualTo(new Result.Sold(new AccountId("ann"), new Money(3_000)));
        assertThat(resumed.disagreement()).isNull();
    }

    @Test
    void refusesADecisionOfAnotherAuction() {
        var other = new Decision.Cancelled(new AuctionId(13), 1, OPENS, TERMS.seller(), "");
        assertThatThrownBy(() -> Witness.opened(OPENED).observe(other)).hasMessageContaining("13");
    }

    @Test
    void saysWhatIsWrongWithoutTheHiddenMaximum() {
        log.bid("ann", 987_654, CLOSES.minusSeconds(60));
        log.bid("bob", 4_000, CLOSES.minusSeconds(59));
        log.change(2, bid -> with(bid, new Outcome.Leading(), bid.price(), new AccountId("bob"), bid.closesAt()));
        Disagreement disagreement = log.witnessed().disagreement();
        assertThat(disagreement)
                .hasToString("auction 12, decision 2, OUTCOME: the arena says leading, the referee says outbid");
    }

    private void assertDisagreement(long sequence, Matter matter, String arena, String referee) {
        assertThat(log.witnessed().disagreement())
                .isEqualTo(new Disagreement(AUCTION, sequence, matter, arena, referee));
    }

    private static Bid bid(String bidder, long amount) {
        return new Bid(new AccountId(bidder), new Money(amount), RequestId.at(OPENS, new Random(1)));
    }

    private static BidDecided with(
            BidDecided was, Outcome outcome, @Nullable Money price, @Nullable AccountId leader, Instant closesAt) {
        return new BidDecided(
                was.auction(),
                was.sequence(),
                was.decidedAt(),
                was.bid(),
                was.receivedAt(),
                outcome,
                price,
                leader,
                closesAt);
    }

    /** The bid log of an arena that keeps the rules, until a test changes an entry. */
    private static final class Log {
        final List<Decision> decisions = new ArrayList<>();
        Standing standing = Standing.beforeFirstBid(TERMS);

        void bid(String bidder, long amount, Instant receivedAt) {
            Bid bid = WitnessTest.bid(bidder, amount);
            Referee.Ruling ruling = Referee.decide(TERMS, standing, bid.bidder(), bid.amount(), receivedAt);
            standing = ruling.after();
            Standing.Lead lead = standing.lead();
            decisions.add(new BidDecided(
                    AUCTION,
                    standing.sequence(),
                    receivedAt,
                    bid,
                    receivedAt,
                    ruling.outcome(),
                    lead == null ? null : lead.price(),
                    lead == null ? null : lead.leader(),
                    standing.closesAt()));
        }

        void postpone(Outage outage) {
            standing = Referee.postpone(TERMS, standing, outage);
            decisions.add(
                    new Decision.Postponed(AUCTION, standing.sequence(), outage.until(), outage, standing.closesAt()));
        }

        void close() {
            Instant closesAt = standing.closesAt();
            standing = Referee.close(standing);
            decisions.add(new Decision.Closed(
                    AUCTION, standing.sequence(), closesAt, closesAt, Referee.result(TERMS, standing)));
        }

        void change(int sequence, UnaryOperator<BidDecided> change) {
            decisions.set(sequence - 1, change.apply((BidDecided) decisions.get(sequence - 1)));
        }

        List<Decision> kept() {
            return decisions.stream()
                    .filter(decision -> !(decision instanceof BidDecided bid)
                            || bid.outcome().accepted())
                    .toList();
        }

        Witness witnessed() {
            Witness witness = Witness.opened(OPENED);
            for (Decision decision : decisions) {
                witness = witness.observe(decision);
            }
            return witness;
        }
    }
}
