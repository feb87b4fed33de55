package dev.gavel.server.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Permit;
import dev.gavel.auction.Reason;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Result;
import dev.gavel.auction.Standing;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.server.listing.Listing;
import dev.gavel.server.listing.Live;
import java.time.Instant;
import java.util.Currency;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AuctionFeedTest {
    private static final Instant NOW = Instant.parse("2027-03-01T10:00:00Z");
    private static final AuctionId ID = new AuctionId(7);
    private static final AccountId ANN = new AccountId("ann");
    private static final Terms TERMS = new Terms(
            new AccountId("sue"),
            new Terms.Pricing(
                    Currency.getInstance("KRW"), Bidding.PROXY, new Money(1), StepTable.flat(new Money(1)), null),
            new Terms.Schedule(NOW, NOW.plusSeconds(60), null));

    private final AuctionFeed feed = new AuctionFeed(ID, 3);

    @Test
    void anAuctionSeenFromItsOpeningNeedsNoArena() {
        feed.apply(new Decision.Opened(ID, NOW, TERMS));
        LongStream.rangeClosed(1, 2).forEach(sequence -> feed.apply(accepted(sequence)));
        assertThat(view().bids()).isEqualTo(2);
        assertThat(feed.newestBids(Long.MAX_VALUE, 9).complete()).isTrue();
        assertThat(feed.newestBids(2, 9).bids()).extracting(SeenBid::sequence).containsExactly(1L);
    }

    @Test
    void memoryKeepsTheNewestBidsAndKnowsThatItMissesOlderOnes() {
        feed.apply(new Decision.Opened(ID, NOW, TERMS));
        LongStream.rangeClosed(1, 5).forEach(sequence -> feed.apply(accepted(sequence)));
        NewestBids.Page page = feed.newestBids(Long.MAX_VALUE, 9);
        assertThat(page.bids()).extracting(SeenBid::sequence).containsExactly(5L, 4L, 3L);
        assertThat(page.complete()).isFalse();
        assertThat(view().bids()).isEqualTo(5);
    }

    @Test
    void decisionsReadTwiceCountOnce() {
        feed.apply(new Decision.Opened(ID, NOW, TERMS));
        feed.apply(accepted(1));
        assertThat(feed.apply(accepted(1))).isFalse();
        assertThat(feed.apply(new Decision.Opened(ID, NOW, TERMS))).isFalse();
        assertThat(view().bids()).isEqualTo(1);
        assertThat(feed.newestBids(Long.MAX_VALUE, 9).bids()).hasSize(1);
    }

    @Test
    void aRefusedBidIsNoNewsForWatchers() {
        feed.apply(new Decision.Opened(ID, NOW, TERMS));
        assertThat(feed.apply(bid(1, new Outcome.Refused(Reason.TOO_LOW)))).isFalse();
        assertThat(view().sequence()).isEqualTo(1);
        assertThat(view().bids()).isZero();
    }

    @Test
    void aBidThatComesAfterTheCloseLeavesItClosed() {
        feed.apply(new Decision.Opened(ID, NOW, TERMS));
        feed.apply(new Decision.Closed(ID, 1, NOW, NOW, new Result.Unsold(null, null)));
        feed.apply(bid(2, new Outcome.Refused(Reason.CLOSED)));
        assertThat(view().state()).isEqualTo(AuctionView.State.CLOSED);
        assertThat(view().result()).isEqualTo(new Result.Unsold(null, null));
    }

    @Test
    void aPausedAuctionIsPausedUntilItGoesOn() {
        var olga = new AccountId("olga");
        feed.apply(new Decision.Opened(ID, NOW, TERMS));
        assertThat(feed.apply(new Decision.Paused(ID, 1, NOW, olga, "a fire alarm")))
                .isTrue();
        feed.apply(bid(2, new Outcome.Refused(Reason.PAUSED)));
        assertThat(view().state()).isEqualTo(AuctionView.State.PAUSED);
        assertThat(feed.apply(new Decision.Permitted(ID, 3, NOW, olga, "", olga, Permit.ASKED)))
                .as("who asks is nobody else's affair")
                .isFalse();
        assertThat(feed.apply(new Decision.Resumed(ID, 4, NOW, olga, "", NOW.plusSeconds(90))))
                .isTrue();
        assertThat(view().state()).isEqualTo(AuctionView.State.OPEN);
        assertThat(view().closesAt()).isEqualTo(NOW.plusSeconds(90));
    }

    @Test
    void whatTheLogSaysWhileTheArenaIsAskedIsCountedOnce() {
        feed.apply(accepted(41));
        assertThat(feed.view(NOW)).isNull();
        feed.beginLoading();
        LongStream.rangeClosed(42, 46).forEach(sequence -> feed.apply(accepted(sequence)));
        // The arena answered after 44: 30 bids accepted by then, of which the log has told 42 to 44 again.
        feed.load(live(44, 30));
        assertThat(view().bids()).isEqualTo(32);
        assertThat(view().sequence()).isEqualTo(46);
        feed.apply(accepted(47));
        assertThat(view().bids()).isEqualTo(33);
    }

    @Test
    void anArenaAheadOfTheLogIsNotSetBackByIt() {
        feed.beginLoading();
        feed.load(live(50, 30));
        assertThat(feed.apply(accepted(49))).isFalse();
        assertThat(view().bids()).isEqualTo(30);
        assertThat(view().sequence()).isEqualTo(50);
        assertThat(feed.newestBids(Long.MAX_VALUE, 9).bids())
                .as("but it is history")
                .hasSize(1);
    }

    @Test
    void theUpdateHoldsNoMaximum() {
        feed.beginLoading();
        feed.load(live(1, 1));
        assertThat(UpdateJson.encode(view(), NOW)).contains("\"price\":100").doesNotContain("987654");
    }

    private AuctionView view() {
        AuctionView view = feed.view(NOW);
        assertThat(view).isNotNull();
        return Objects.requireNonNull(view);
    }

    private static Live live(long sequence, long accepted) {
        var lead = new Standing.Lead(ANN, new Money(100), new Money(987654), null);
        return new Live(
                new Listing(ID, TERMS, "A vase", "", NOW),
                new Standing(Standing.State.OPEN, sequence, accepted, lead, NOW.plusSeconds(60), 0));
    }

    private static Decision accepted(long sequence) {
        return bid(sequence, new Outcome.Leading());
    }

    private static Decision bid(long sequence, Outcome outcome) {
        @Nullable Money price = outcome.accepted() ? new Money(100) : null;
        var bid = new Bid(ANN, new Money(987654), RequestId.at(NOW, new Random(sequence)));
        return new Decision.BidDecided(ID, sequence, NOW, bid, NOW, outcome, price, ANN, NOW.plusSeconds(60));
    }
}
