package dev.gavel.server.bidding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.server.arena.ArrivedBid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever sends a bid again gets its first answer, whatever Redis' clock says meanwhile. */
final class RequestIdsIT {
    /** A generation of remembered ids begins here: they are of an hour in these tests. */
    private static final Instant BOUNDARY = Instant.parse("2027-03-01T10:00:00Z");

    private static final Duration LITTLE = Duration.ofMillis(20);

    private final ArenaUnderTest arena = new ArenaUnderTest(UnaryOperator.identity());
    private final AuctionId auction =
            arena.openPlain(BOUNDARY.minusSeconds(60), BOUNDARY.plus(Duration.ofHours(3)), null);
    private final ArrivedBid bid = new ArrivedBid(
            auction,
            new Bid(new AccountId("ann"), new Money(100), RequestId.at(BOUNDARY, new Random(1))),
            BOUNDARY.minusSeconds(1).toEpochMilli());

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void intoTheNextGeneration() {
        requireSameAnswer(BOUNDARY.minus(LITTLE), BOUNDARY.plus(LITTLE));
    }

    /** A primary is lost, and the clock of its replica is behind. */
    @Test
    void backIntoTheGenerationBefore() {
        requireSameAnswer(BOUNDARY.plus(LITTLE), BOUNDARY.minus(LITTLE));
    }

    private void requireSameAnswer(Instant first, Instant again) {
        arena.setTime(first);
        List<Answer> answers = arena.place(List.of(bid));
        assertThat(answers).singleElement().isInstanceOf(Answer.Decided.class);
        arena.setTime(again);
        assertThat(arena.place(List.of(bid))).isEqualTo(answers);
    }
}
