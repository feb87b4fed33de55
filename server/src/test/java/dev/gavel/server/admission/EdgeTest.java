package dev.gavel.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Result;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.bidding.Answer;
import dev.gavel.shards.Bucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EdgeTest {
    private static final AuctionId AUCTION = new AuctionId(42);
    private static final Answer PASSED = new Answer.UnknownAuction();
    private static final Duration AHEAD = Duration.ofMinutes(5);
    /** 5 s for the age of ids, 5 min for clocks that are ahead, 1 s for our own. */
    private static final Duration WINDOW = Duration.ofSeconds(306);

    private final SplittableRandom random = new SplittableRandom(13);
    private final TestClock clock = new TestClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Edge edge = edge(EdgeConfig.DEFAULT);

    private static final class TestClock implements ArenaClock {
        private Instant now = Instant.parse("2027-03-01T12:00:00Z");
        private boolean certain = true;

        @Override
        public long stamp() {
            return certain ? now() : UNSTAMPED;
        }

        @Override
        public long now() {
            return now.toEpochMilli();
        }
    }

    @Test
    void anAmountThatIsNotAboveASeenPriceIsRefused() {
        ready();
        hear(leads("ann", 500));
        assertThat(place("bob", 500)).isInstanceOfSatisfying(Answer.TooLow.class, low -> {
            assertThat(low.auction()).isEqualTo(AUCTION);
            assertThat(low.bid().bidder()).isEqualTo(new AccountId("bob"));
            assertThat(low.price()).isEqualTo(new Money(500));
        });
        assertThat(place("bob", 501)).as("the step is the arena's business").isEqualTo(PASSED);
        hear(leads("carl", 600));
        assertThat(place("bob", 600)).isInstanceOf(Answer.TooLow.class);
    }

    @Test
    void whatIsNotCertainIsLeftToTheArena() {
        ready();
        assertThat(place("bob", 1)).as("no price was seen").isEqualTo(PASSED);
        hear(leads("ann", 500));
        assertThat(place("ann", 400))
                .as("the leader hears about the own maximum")
                .isEqualTo(PASSED);
        assertThat(place(new AuctionId(43), bid("bob", 1)))
                .as("another auction")
                .isEqualTo(PASSED);
        clock.certain = false;
        assertThat(place("bob", 1)).as("the clock is uncertain").isEqualTo(PASSED);
    }

    @Test
    void onlyIdsMadeJustNowAreRefused() {
        ready();
        hear(leads("ann", 500));
        assertThat(placeMadeAt(clock.now.minusSeconds(5))).isInstanceOf(Answer.TooLow.class);
        assertThat(placeMadeAt(clock.now.minusMillis(5_001))).isEqualTo(PASSED);
        assertThat(placeMadeAt(clock.now.plus(AHEAD))).isInstanceOf(Answer.TooLow.class);
        assertThat(placeMadeAt(clock.now.plus(AHEAD).plusMillis(1)))
                .as("the arena says that it is from the future")
                .isEqualTo(PASSED);
    }

    @Test
    void anIdThatWasDecidedIsLeftToTheArenaAcceptedOrNot() {
        ready();
        Bid accepted = bid("ann", 400);
        Bid refused = bid("bob", 10);
        hear(
                decided(accepted, new Outcome.Leading(), 300, "ann"),
                decided(refused, new Outcome.Refused(Reason.TOO_LOW), 300, "ann"),
                leads("carl", 500));
        assertThat(place(AUCTION, accepted)).isEqualTo(PASSED);
        assertThat(place(AUCTION, refused)).isEqualTo(PASSED);
        assertThat(place(AUCTION, bid("ann", 400))).isInstanceOf(Answer.TooLow.class);
    }

    @Test
    void nothingIsRefusedBeforeTheLogWasHeardForLongEnoughAndAGapBeginsAnew() {
        hear(leads("ann", 500));
        clock.now = clock.now.plus(WINDOW);
        assertThat(place("bob", 1)).as("it has not begun").isEqualTo(PASSED);
        edge.begins();
        hear(leads("ann", 500));
        clock.now = clock.now.plus(WINDOW.minusMillis(1));
        assertThat(place("bob", 1)).isEqualTo(PASSED);
        assertThat(meters.get("gavel.edge.ready").gauge().value()).isZero();
        clock.now = clock.now.plusMillis(1);
        assertThat(place("bob", 1)).isInstanceOf(Answer.TooLow.class);
        assertThat(meters.get("gavel.edge.ready").gauge().value()).isEqualTo(1);
        edge.begins();
        assertThat(place("bob", 1)).isEqualTo(PASSED);
        hear(leads("ann", 500));
        assertThat(place("bob", 1)).isEqualTo(PASSED);
        clock.now = clock.now.plus(WINDOW);
        assertThat(place("bob", 1)).isInstanceOf(Answer.TooLow.class);
    }

    @Test
    void anAuctionThatHasEndedIsTheArenasAlone() {
        ready();
        hear(leads("ann", 500));
        hear(new Decision.Closed(AUCTION, 2, clock.now, clock.now, new Result.Unsold(null, null)));
        assertThat(place("bob", 1)).isEqualTo(PASSED);
        hear(decided(bid("bob", 1), new Outcome.Refused(Reason.CLOSED), 500, "ann"));
        assertThat(place("bob", 1)).isEqualTo(PASSED);
        hear(leads("ann", 500));
        hear(new Decision.Cancelled(AUCTION, 1, clock.now, new AccountId("sam"), ""));
        assertThat(place("bob", 1)).isEqualTo(PASSED);
    }

    @Test
    void theAuctionBidOnLeastRecentlyIsForgottenFirst() {
        Edge small = edge(new EdgeConfig(Duration.ofSeconds(5), 2, 1));
        small.begins();
        clock.now = clock.now.plus(WINDOW);
        var second = new AuctionId(43);
        var third = new AuctionId(44);
        small.heard(entry(leads(AUCTION, "ann", 500), leads(second, "ann", 500), leads(AUCTION, "bob", 600)));
        small.heard(entry(leads(third, "ann", 500)));
        assertThat(place(small, second, bid("carl", 1))).isEqualTo(PASSED);
        assertThat(place(small, AUCTION, bid("carl", 600))).isInstanceOf(Answer.TooLow.class);
        assertThat(place(small, third, bid("carl", 1))).isInstanceOf(Answer.TooLow.class);
    }

    @Test
    void itCanBeTurnedOff() {
        Edge off = edge(new EdgeConfig(Duration.ofSeconds(5), 0, 1));
        off.begins();
        clock.now = clock.now.plus(WINDOW);
        off.heard(entry(leads("ann", 500)));
        assertThat(place(off, AUCTION, bid("bob", 1))).isEqualTo(PASSED);
    }

    private void ready() {
        edge.begins();
        clock.now = clock.now.plus(WINDOW);
    }

    private void hear(Decision... decisions) {
        edge.heard(entry(decisions));
    }

    private static LogEntry entry(Decision... decisions) {
        return new LogEntry(new Bucket(0), 1, List.of(decisions));
    }

    private Decision leads(String bidder, long price) {
        return leads(AUCTION, bidder, price);
    }

    private Decision leads(AuctionId auction, String bidder, long price) {
        return decided(auction, bid(bidder, price), new Outcome.Leading(), price, bidder);
    }

    private Decision decided(Bid bid, Outcome outcome, long price, String leader) {
        return decided(AUCTION, bid, outcome, price, leader);
    }

    private Decision decided(AuctionId auction, Bid bid, Outcome outcome, long price, String leader) {
        return new Decision.BidDecided(
                auction, 1, clock.now, bid, clock.now, outcome, new Money(price), new AccountId(leader), clock.now);
    }

    private Answer place(String bidder, long amount) {
        return place(AUCTION, bid(bidder, amount));
    }

    private Answer placeMadeAt(Instant madeAt) {
        return place(AUCTION, new Bid(new AccountId("bob"), new Money(1), RequestId.at(madeAt, random)));
    }

    private Answer place(AuctionId auction, Bid bid) {
        return place(edge, auction, bid);
    }

    private Answer place(Edge at, AuctionId auction, Bid bid) {
        List<Answer> answers = new ArrayList<>();
        at.place(auction, bid, clock.stamp(), answers::add);
        return answers.getFirst();
    }

    private Bid bid(String bidder, long amount) {
        return new Bid(new AccountId(bidder), new Money(amount), RequestId.at(clock.now, random));
    }

    private Edge edge(EdgeConfig config) {
        return new Edge(config, (_, _, _, answer) -> answer.accept(PASSED), clock, AHEAD, meters);
    }
}
