package dev.gavel.server.bidding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outage;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.SoftClose;
import dev.gavel.server.arena.ArrivedBid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No auction closes on bids that people could not place. */
final class OutageIT {
    private static final Instant OPENS_AT = Instant.parse("2027-03-01T10:00:00Z");
    private static final Instant CLOSES_AT = OPENS_AT.plusSeconds(600);
    private static final Random RANDOM = new Random(1);

    private final ArenaUnderTest arena = new ArenaUnderTest(UnaryOperator.identity());
    private final Duration drain = arena.config().drain();
    private final Duration outageAfter = arena.config().outageAfter();

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void aCloseThatPassedInAnOutageIsLaterByItsLengthAndTheWindow() {
        AuctionId auction = open(CLOSES_AT, null);
        var outage = new Outage(CLOSES_AT.minusSeconds(7), CLOSES_AT.plusSeconds(33));
        arena.watch(outage.from());
        arena.watch(outage.until());
        Instant later = CLOSES_AT.plusSeconds(40).plus(Outage.WINDOW);
        assertThat(arena.newDecisions())
                .containsExactly(new Decision.Postponed(auction, 1, outage.until(), outage, later));

        watchUntil(outage.until(), later.minusMillis(1));
        assertThat(bid(auction, later.minusMillis(1)).outcome().accepted()).isTrue();
        arena.newDecisions();
        watchUntil(later.minusMillis(1), later.plus(drain));
        assertThat(arena.newDecisions())
                .singleElement()
                .isInstanceOfSatisfying(
                        Decision.Closed.class, it -> assertThat(it.closesAt()).isEqualTo(later));
    }

    @Test
    void aSoftCloseSaysHowLongBiddersGetToComeBack() {
        var soft = new SoftClose(Duration.ofSeconds(20), Duration.ofSeconds(5), SoftClose.Mode.ADD, 1, CLOSES_AT);
        open(CLOSES_AT, soft);
        arena.watch(CLOSES_AT);
        arena.watch(CLOSES_AT.plusSeconds(10));
        assertThat(arena.newDecisions())
                .singleElement()
                .isInstanceOfSatisfying(
                        Decision.Postponed.class,
                        it -> assertThat(it.closesAt()).isEqualTo(CLOSES_AT.plusSeconds(30)));
    }

    @Test
    void whatClosedBeforeTheOutageOrClosesAfterItStays() {
        open(CLOSES_AT, null);
        AuctionId after = open(CLOSES_AT.plusSeconds(60), null);
        arena.watch(CLOSES_AT.plusMillis(1));
        arena.watch(CLOSES_AT.plusSeconds(60));
        assertThat(arena.newDecisions()).singleElement().isInstanceOf(Decision.Closed.class);
        arena.watch(CLOSES_AT.plusSeconds(60).plus(drain));
        assertThat(arena.newDecisions())
                .singleElement()
                .isInstanceOfSatisfying(
                        Decision.Closed.class, it -> assertThat(it.auction()).isEqualTo(after));
    }

    @Test
    void aPauseThatIsNoOutageMovesNothing() {
        open(CLOSES_AT, null);
        Instant from = CLOSES_AT.plus(drain).minus(outageAfter).plusMillis(1);
        arena.watch(from);
        arena.watch(CLOSES_AT.plus(drain));
        assertThat(arena.newDecisions()).singleElement().isInstanceOf(Decision.Closed.class);
    }

    @Test
    void aSecondOutageSoonAfterIsTheSameOne() {
        AuctionId auction = open(CLOSES_AT, null);
        // Nobody has got to this auction when all goes down again: its drain was not over.
        arena.watch(CLOSES_AT.minusSeconds(10));
        arena.watch(CLOSES_AT.plus(drain).minusMillis(1));
        arena.watch(CLOSES_AT.plusSeconds(20));
        assertThat(arena.newDecisions())
                .containsExactly(new Decision.Postponed(
                        auction,
                        1,
                        CLOSES_AT.plusSeconds(20),
                        new Outage(CLOSES_AT.minusSeconds(10), CLOSES_AT.plusSeconds(20)),
                        CLOSES_AT.plusSeconds(30).plus(Outage.WINDOW)));
    }

    @Test
    void anArenaThatNobodyHasWatchedYetHadNoOutage() {
        open(CLOSES_AT, null);
        arena.watch(CLOSES_AT.plusSeconds(3_600));
        assertThat(arena.newDecisions()).singleElement().isInstanceOf(Decision.Closed.class);
    }

    private AuctionId open(Instant closesAt, @Nullable SoftClose soft) {
        return arena.openPlain(OPENS_AT, closesAt, soft);
    }

    /** As a node does: without pause. */
    private void watchUntil(Instant from, Instant until) {
        for (Instant at = from; at.isBefore(until); at = at.plus(outageAfter.dividedBy(2))) {
            arena.watch(at);
        }
        arena.watch(until);
    }

    private Receipt bid(AuctionId auction, Instant at) {
        var bid = new Bid(new AccountId("ann"), new Money(100), RequestId.at(at, RANDOM));
        return ((Answer.Decided) arena.place(List.of(new ArrivedBid(auction, bid, at.toEpochMilli())))
                        .getFirst())
                .receipt();
    }
}
