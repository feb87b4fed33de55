package dev.gavel.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.RequestId;
import dev.gavel.rush.history.Exchange;
import dev.gavel.rush.history.History;
import dev.gavel.rush.history.Kept;
import dev.gavel.rush.history.Told;
import dev.gavel.rush.history.Violation;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RushVerdictTest {
    private static final AuctionId AUCTION = AuctionId.parse("701190224583270417");
    private static final RequestId ID = RequestId.at(Instant.EPOCH, new SplittableRandom(1));
    private static final Kept KEPT = new Kept(AUCTION, List.of(), List.of(), null);
    private static final Told LEADING = new Told.Decided(1, "LEADING", 1_000, 0, 0, 0);
    private static final Told CLOSED = new Told.Decided(2, "CLOSED", 1_000, 0, 0, 0);

    @Test
    void whatWasSentAnsweredRepeatedAndTooLateIsCounted() {
        var verdict = RushVerdict.of(history(LEADING, LEADING, CLOSED), KEPT, List.of());
        assertThat(verdict.sent()).isEqualTo(3);
        assertThat(verdict.answered()).isEqualTo(3);
        assertThat(verdict.p50()).isBetween(1.9, 2.1);
        assertThat(verdict.kept()).isTrue();
        assertThat(verdict.promises())
                .extracting(it -> it.name() + " " + it.count())
                .contains("once 2", "bell 1", "durable 3");
    }

    @Test
    void aBidWithoutAnAnswerBreaksAPromise() {
        var verdict = RushVerdict.of(history(LEADING, new Told.Lost("no answer")), KEPT, List.of());
        assertThat(verdict.answered()).isEqualTo(1);
        assertThat(verdict.turnedAway()).isZero();
        assertThat(verdict.kept()).isFalse();
    }

    @Test
    void aBidThatIsToldToComeLaterIsNeitherAnsweredNorLost() {
        var verdict = RushVerdict.of(history(LEADING, new Told.Undecided(0, "too-many-bids")), KEPT, List.of());
        assertThat(verdict.answered()).isEqualTo(1);
        assertThat(verdict.turnedAway()).isEqualTo(1);
        assertThat(verdict.kept()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Violation.Promise.class)
    void everyPromiseThatIsCheckedIsSaid(Violation.Promise promise) {
        var violation = new Violation(promise, AUCTION, "something");
        var verdict = RushVerdict.of(history(LEADING), KEPT, List.of(violation));
        assertThat(verdict.kept()).isFalse();
        assertThat(verdict.promises())
                .filteredOn(it -> it.broken().contains("something"))
                .hasSize(1);
    }

    private static History history(Told... told) {
        return new History(
                0,
                List.of(told).stream()
                        .map(it -> new Exchange(
                                AUCTION, new AccountId("bidder-1"), false, 1_000, ID, 0, 1_000_000, 2_000_000, it))
                        .toList());
    }
}
