package dev.gavel.server.bidding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.closing.Drained;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A bell waits for what nodes hold, and for no longer than it may. */
final class CloseWaitsIT {
    private static final Instant OPENS_AT = Instant.parse("2027-03-01T10:00:00Z");
    private static final Instant CLOSES_AT = OPENS_AT.plusSeconds(60);
    private static final Random RANDOM = new Random(1);
    private static final NodeId A = new NodeId(1);
    private static final NodeId B = new NodeId(2);

    private final ArenaUnderTest arena = new ArenaUnderTest(UnaryOperator.identity());
    private final Duration drain = arena.config().drain();
    private final Duration drainMax = arena.config().drainMax();
    private final AuctionId auction = arena.openPlain(OPENS_AT, CLOSES_AT, null);

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void aBidThatWaitedLongerThanTheDrainStillCounts() {
        Instant heldSince = CLOSES_AT.minusMillis(5);
        Instant later = CLOSES_AT.plus(drain).plusSeconds(3);
        arena.ring(later, new Drained(A, heldSince.toEpochMilli(), List.of()));
        assertThat(arena.newDecisions()).as("not closed yet").isEmpty();
        var bid = new Bid(new AccountId("ann"), new Money(100), RequestId.at(later, RANDOM));
        assertThat(arena.place(List.of(new ArrivedBid(auction, bid, heldSince.toEpochMilli()))))
                .singleElement()
                .isInstanceOfSatisfying(
                        Answer.Decided.class,
                        it -> assertThat(it.receipt().outcome().accepted()).isTrue());
        arena.newDecisions();
        arena.ring(later, new Drained(A, later.toEpochMilli(), List.of()));
        assertThat(arena.newDecisions()).singleElement().isInstanceOf(Decision.Closed.class);
    }

    @Test
    void everyOtherNodeThatIsThereMustHaveAnswered() {
        Instant due = CLOSES_AT.plus(drain);
        arena.ring(due, new Drained(A, due.toEpochMilli(), List.of(B)));
        assertThat(arena.newDecisions()).as("B has said nothing yet").isEmpty();
        arena.ring(due, new Drained(B, CLOSES_AT.toEpochMilli() - 1, List.of(A)));
        arena.ring(due, new Drained(A, due.toEpochMilli(), List.of(B)));
        assertThat(arena.newDecisions()).as("B holds a bid").isEmpty();
        arena.ring(due, new Drained(B, CLOSES_AT.toEpochMilli(), List.of(A)));
        assertThat(arena.newDecisions()).singleElement().isInstanceOf(Decision.Closed.class);
    }

    @Test
    void aNodeThatHasGoneIsNotWaitedFor() {
        Instant due = CLOSES_AT.plus(drain);
        arena.ring(due, new Drained(B, CLOSES_AT.toEpochMilli() - 1, List.of(A)));
        arena.ring(due, new Drained(A, due.toEpochMilli(), List.of()));
        assertThat(arena.newDecisions()).singleElement().isInstanceOf(Decision.Closed.class);
    }

    @Test
    void noBellWaitsForEver() {
        var held = new Drained(A, CLOSES_AT.toEpochMilli() - 1, List.of(B));
        arena.ring(CLOSES_AT.plus(drainMax).minusMillis(1), held);
        assertThat(arena.newDecisions()).isEmpty();
        arena.ring(CLOSES_AT.plus(drainMax), held);
        assertThat(arena.newDecisions()).singleElement().isInstanceOf(Decision.Closed.class);
    }

    @Test
    void theDrainIsWaitedForWhoeverSaysWhat() {
        arena.ring(CLOSES_AT.plus(drain).minusMillis(1), new Drained(A, Long.MAX_VALUE / 2_048, List.of()));
        assertThat(arena.newDecisions()).isEmpty();
    }
}
