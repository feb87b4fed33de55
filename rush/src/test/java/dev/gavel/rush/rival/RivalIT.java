package dev.gavel.rush.rival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Result;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.auction.Witness;
import dev.gavel.dev.SharedStores;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The yardstick must be right: what is fast and wrong proves nothing. */
class RivalIT {
    private static final AuctionId AUCTION = new AuctionId(4711);
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final Terms terms = new Terms(
            new AccountId("seller"),
            new Terms.Pricing(
                    Currency.getInstance("KRW"), Bidding.PROXY, new Money(100), StepTable.flat(new Money(100)), null),
            new Terms.Schedule(now.minusSeconds(60), now.plusSeconds(60), null));

    @SuppressWarnings("NullAway.Init")
    private Rival rival;

    @BeforeEach
    void open() {
        rival = new Rival(SharedStores.freshDatabases(1).getFirst());
        rival.open(AUCTION, terms);
    }

    @AfterEach
    void close() {
        rival.close();
    }

    @Test
    void many_at_once_get_one_order_in_which_the_referee_finds_no_fault() throws Exception {
        var random = new Random(1);
        List<Bid> bids = IntStream.range(0, 400)
                .mapToObj(i -> bid("bidder-" + random.nextInt(20), 100L * (1 + i / 2 + random.nextInt(9)), i))
                .toList();
        try (ExecutorService callers = Executors.newFixedThreadPool(20)) {
            List<Future<RivalAnswer>> answers = new ArrayList<>();
            for (Bid bid : bids) {
                answers.add(callers.submit(() -> rival.place(AUCTION, bid, Instant.now())));
            }
            for (Future<RivalAnswer> answer : answers) {
                assertThat(answer.get()).isInstanceOf(RivalAnswer.Decided.class);
            }
        }
        RivalRecords.Closed kept = new RivalRecords(rival).closeAndRead(AUCTION);
        assertThat(kept.log()).hasSize(402);
        Witness witness = Witness.opened((Decision.Opened) kept.log().getFirst());
        // Not the close: this test does not wait for its time.
        for (Decision decision : kept.log().subList(1, 401)) {
            witness = witness.observe(decision);
        }
        assertThat(witness.disagreement()).isNull();
        assertThat(kept.result()).isInstanceOf(Result.Sold.class);
    }

    @Test
    void the_same_request_id_gets_the_first_answer_and_with_another_amount_none() {
        RivalAnswer first = rival.place(AUCTION, bid("ann", 500, 1), now);
        RivalAnswer again = rival.place(AUCTION, bid("ann", 500, 1), now.plusSeconds(1));
        assertThat(first).isInstanceOf(RivalAnswer.Decided.class);
        assertThat(RivalReply.of(again)).isEqualTo(RivalReply.of(first));
        assertThat(rival.place(AUCTION, bid("ann", 600, 1), now)).isEqualTo(new RivalAnswer.RequestIdReused());
        assertThat(new RivalRecords(rival).closeAndRead(AUCTION).log()).hasSize(3);
    }

    @Test
    void a_bid_that_is_too_low_is_refused_and_kept() {
        rival.place(AUCTION, bid("ann", 500, 1), now);
        var answer = (RivalAnswer.Decided) rival.place(AUCTION, bid("bob", 150, 2), now);
        assertThat(answer.outcome()).isInstanceOf(Outcome.Refused.class);
        assertThat(answer.sequence()).isEqualTo(2);
    }

    @Test
    void an_auction_that_another_process_opened_is_found_and_an_unknown_one_is_not() {
        assertThat(rival.place(new AuctionId(1), bid("ann", 500, 1), now)).isEqualTo(new RivalAnswer.UnknownAuction());
    }

    private Bid bid(String bidder, long amount, int id) {
        return new Bid(new AccountId(bidder), new Money(amount), RequestId.at(now, new Random(id)));
    }
}
