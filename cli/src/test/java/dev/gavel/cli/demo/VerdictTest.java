package dev.gavel.cli.demo;

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
import dev.gavel.cli.demo.Tally.Decided;
import dev.gavel.cli.demo.Tally.Totals;
import dev.gavel.server.ledger.AuditReport;
import dev.gavel.server.settlement.Verdict.Settled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every fault that the demo's verdict is there for, planted once. */
final class VerdictTest {
    private static final AuctionId AUCTION = new AuctionId(1);
    private static final Instant OPENS = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant CLOSES = Instant.parse("2026-01-01T12:01:00Z");
    private static final AccountId ANN = new AccountId("ann");
    private static final AuditReport CLEAN = new AuditReport(1, 1, 0, 0, 0, 0, List.of(), List.of());

    private final RequestId first = RequestId.at(OPENS, new SplittableRandom(1));
    private final RequestId second = RequestId.at(OPENS, new SplittableRandom(2));
    private final List<Decision> log = new ArrayList<>(List.of(opened(), bid(1, first, 1_000), bid(2, second, 2_000)));
    private final List<Decided> answers = new ArrayList<>(List.of(answer(1, first), answer(2, second)));
    private @Nullable Settled settled = settled(new Result.Sold(ANN, new Money(2_000)), 2);
    private long sent = 2;
    private long answered = 2;
    private long repeatedAlike = 1;
    private AuditReport audit = CLEAN;

    VerdictTest() {
        log.add(new Decision.Closed(AUCTION, 3, CLOSES, CLOSES, new Result.Sold(ANN, new Money(2_000))));
    }

    @Test
    void nothing_is_found_where_all_agree() {
        assertThat(faults()).isEmpty();
    }

    @Test
    void a_ledger_with_another_price() {
        settled = settled(new Result.Sold(ANN, new Money(1_900)), 2);
        assertThat(faults()).singleElement().asString().contains("ledger", "1900", "2000");
    }

    @Test
    void a_ledger_without_a_result() {
        settled = null;
        assertThat(faults()).singleElement().asString().contains("ledger null");
    }

    @Test
    void a_ledger_that_misses_a_bid() {
        settled = settled(new Result.Sold(ANN, new Money(2_000)), 1);
        assertThat(faults()).singleElement().asString().contains("ledger has 1 accepted bids, the log 2");
    }

    @Test
    void an_arena_that_sells_to_somebody_else() {
        log.set(3, new Decision.Closed(AUCTION, 3, CLOSES, CLOSES, new Result.Sold(ANN, new Money(1_999))));
        assertThat(faults()).hasSize(2).first().asString().contains("RESULT");
    }

    @Test
    void a_sequence_that_is_missing_in_the_log() {
        log.remove(1);
        assertThat(faults()).anyMatch(fault -> fault.contains("sequence 2 follows 0"));
    }

    @Test
    void a_sequence_that_two_bidders_were_told() {
        answers.set(1, answer(1, first));
        assertThat(faults()).anyMatch(fault -> fault.contains("two bids were told sequence 1"));
    }

    @Test
    void a_bidder_who_was_told_the_sequence_of_another() {
        answers.set(0, answer(1, RequestId.at(OPENS, new SplittableRandom(3))));
        assertThat(faults()).singleElement().asString().contains("sequence 1", first.toString());
    }

    @Test
    void a_decided_bid_whose_bidder_was_told_nothing() {
        answers.removeLast();
        assertThat(faults()).singleElement().asString().contains("2 bids were decided, but 1 bidders were told so");
    }

    @Test
    void a_bid_without_an_answer() {
        sent = 3;
        assertThat(faults()).singleElement().asString().contains("1 bids were not answered");
    }

    @Test
    void a_repeated_bid_with_another_answer() {
        repeatedAlike = 0;
        assertThat(faults()).singleElement().asString().contains("answered differently");
    }

    @Test
    void an_audit_that_found_something() {
        audit = new AuditReport(1, 0, 0, 1, 0, 0, List.of(), List.of());
        assertThat(faults()).singleElement().asString().contains("audit");
    }

    private List<String> faults() {
        var evidence = new Evidence(AUCTION);
        log.forEach(evidence::observe);
        var histogram = new Histogram(3);
        var totals =
                new Totals(sent, answered, sent - answered, 1, repeatedAlike, Map.of(), Map.of(), histogram, histogram);
        return new Verdict(List.of(new Verdict.Case(lot(), evidence, settled)), answers, totals, audit).faults();
    }

    private static Lot lot() {
        return new Lot(
                AUCTION,
                new Lot.Offer("A vase", Bidding.PLAIN, "KRW", 1_000, StepTable.flat(new Money(100)), CLOSES, 1, ""));
    }

    private static Decision opened() {
        var pricing = new Terms.Pricing(
                Currency.getInstance("KRW"), Bidding.PLAIN, new Money(1_000), StepTable.flat(new Money(100)), null);
        return new Decision.Opened(
                AUCTION, OPENS, new Terms(new AccountId("sue"), pricing, new Terms.Schedule(OPENS, CLOSES, null)));
    }

    private static Decision bid(long sequence, RequestId id, long amount) {
        var bid = new Bid(ANN, new Money(amount), id);
        return new Decision.BidDecided(
                AUCTION, sequence, OPENS, bid, OPENS, new Outcome.Leading(), bid.amount(), ANN, CLOSES);
    }

    private static Decided answer(long sequence, RequestId id) {
        return new Decided(AUCTION, sequence, id, "LEADING");
    }

    private static Settled settled(Result result, long accepted) {
        return new Settled(AUCTION, result, CLOSES, 3, CLOSES, accepted, 0);
    }
}
