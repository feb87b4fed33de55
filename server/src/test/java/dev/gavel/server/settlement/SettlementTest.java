package dev.gavel.server.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Disagreement;
import dev.gavel.auction.Money;
import dev.gavel.auction.Result;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.auction.Witness;
import dev.gavel.server.settlement.Verdict.Quarantined;
import dev.gavel.server.settlement.Verdict.Settled;
import java.time.Instant;
import java.util.Currency;
import org.junit.jupiter.api.Test;

class SettlementTest {
    private static final AuctionId ID = new AuctionId(5);
    private static final Instant OPENS = Instant.parse("2026-03-10T10:00:00Z");
    private static final Instant CLOSES = Instant.parse("2026-03-11T10:00:00Z");
    private static final Terms TERMS = new Terms(
            new AccountId("seller"),
            new Terms.Pricing(
                    Currency.getInstance("EUR"), Bidding.PROXY, new Money(100), StepTable.flat(new Money(5)), null),
            new Terms.Schedule(OPENS, CLOSES, null));
    private static final Decision.Closed UNSOLD = closed(CLOSES, new Result.Unsold(null, null));

    @Test
    void whereBothAgreeTheResultStands() {
        assertThat(Settlement.judge(opened().observe(UNSOLD), null, UNSOLD))
                .isEqualTo(new Settled(ID, new Result.Unsold(null, null), CLOSES, 1, UNSOLD.decidedAt(), 0, 0));
    }

    @Test
    void anotherResultIsQuarantinedWithBothSides() {
        Decision.Closed sold = closed(CLOSES, new Result.Sold(new AccountId("ann"), new Money(100)));
        assertThat(Settlement.judge(opened().observe(sold), null, sold))
                .isInstanceOfSatisfying(Quarantined.class, quarantined -> {
                    assertThat(quarantined.arena().result()).isEqualTo(sold.result());
                    assertThat(quarantined.referee().result()).isEqualTo(new Result.Unsold(null, null));
                });
    }

    @Test
    void aWitnessThatSawAnotherEndIsNotTakenOnTrust() {
        Decision.Closed later = closed(CLOSES.plusSeconds(9), UNSOLD.result());
        assertThat(Settlement.judge(opened().observe(UNSOLD), null, later)).isInstanceOf(Quarantined.class);
        assertThat(Settlement.judge(opened(), null, UNSOLD)).isInstanceOf(Quarantined.class);
    }

    @Test
    void whatWasFoundEarlierIsNotForgotten() {
        var earlier = new Disagreement(ID, 1, Disagreement.Matter.OUTCOME, "a", "b");
        assertThat(Settlement.judge(opened().observe(UNSOLD), earlier, UNSOLD))
                .isInstanceOfSatisfying(
                        Quarantined.class, q -> assertThat(q.disagreement()).isEqualTo(earlier));
    }

    @Test
    void aCancelledAuctionIsSettled() {
        var cancelled = new Decision.Cancelled(ID, 1, OPENS, TERMS.seller(), "");
        assertThat(Settlement.judge(opened().observe(cancelled), null, cancelled))
                .isInstanceOfSatisfying(
                        Settled.class, settled -> assertThat(settled.result()).isEqualTo(new Result.Cancelled()));
    }

    @Test
    void onlyAnEndIsJudged() {
        var opened = new Decision.Opened(ID, OPENS, TERMS);
        assertThatThrownBy(() -> Settlement.judge(opened(), null, opened)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Witness opened() {
        return Witness.opened(new Decision.Opened(ID, OPENS, TERMS));
    }

    private static Decision.Closed closed(Instant closesAt, Result result) {
        return new Decision.Closed(ID, 1, closesAt.plusSeconds(1), closesAt, result);
    }
}
