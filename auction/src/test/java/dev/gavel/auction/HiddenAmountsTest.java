package dev.gavel.auction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Currency;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is printed by mistake keeps the leader's maximum and the reserve to itself. */
class HiddenAmountsTest {
    private static final Instant OPENS = Instant.parse("2026-01-01T11:00:00Z");
    private static final Terms TERMS = new Terms(
            new AccountId("sam"),
            new Terms.Pricing(
                    Currency.getInstance("EUR"),
                    Bidding.PROXY,
                    new Money(100),
                    StepTable.flat(new Money(10)),
                    new Money(777_333)),
            new Terms.Schedule(OPENS, OPENS.plusSeconds(60), null));
    private static final Bid BID =
            new Bid(new AccountId("ann"), new Money(555_222), RequestId.at(OPENS, new Random(1)));
    private static final Referee.Ruling RULING =
            Referee.decide(TERMS, Standing.beforeFirstBid(TERMS), BID.bidder(), BID.amount(), OPENS);

    @Test
    void noWordOfTheMaximum() {
        var decided = new Decision.BidDecided(
                new AuctionId(1),
                1,
                OPENS,
                BID,
                OPENS,
                RULING.outcome(),
                new Money(100),
                BID.bidder(),
                OPENS.plusSeconds(60));
        assertThat(RULING.toString() + decided).contains("ann").doesNotContain("555222");
    }

    @Test
    void noWordOfTheReserve() {
        assertThat(new Decision.Opened(new AuctionId(1), OPENS, TERMS).toString())
                .contains("sam")
                .doesNotContain("777333");
    }
}
