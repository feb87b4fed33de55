package dev.gavel.rush.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import dev.gavel.auction.Result;
import dev.gavel.rush.history.Kept.LedgerBid;
import dev.gavel.rush.history.Violation.Promise;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every promise is broken once on purpose, and found out. */
class HistoryCheckTest {
    private static final int FIRST_LATE = 101;

    private final TrueStory story = new TrueStory(1);

    @Test
    void a_true_story_has_no_violations() {
        for (long seed = 1; seed <= 50; seed++) {
            assertThat(new TrueStory(seed).check()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void a_bid_without_an_answer_may_be_in_the_log_or_not() {
        change(3, one -> told(one, new Told.Lost("connection closed")));
        change(9, one -> told(one, new Told.Undecided(503, "outcome-unknown")));
        assertThat(story.check()).isEmpty();
    }

    @Test
    void an_acknowledged_bid_that_is_not_in_the_log_is_found() {
        int last = story.log.size() - 2;
        Exchange one = story.exchanges.getLast();
        story.exchanges.add(new Exchange(
                one.auction(),
                new AccountId("ghost"),
                false,
                one.amount(),
                one.requestId(),
                one.intendedNanos(),
                one.sentNanos(),
                one.toldNanos(),
                one.told()));
        assertThat(story.decided(last).bid().bidder()).isNotEqualTo(new AccountId("ghost"));
        broken(Promise.ACKNOWLEDGED_STANDS);
    }

    @Test
    void an_acknowledgement_with_another_outcome_price_or_sequence_than_the_log_is_found() {
        int accepted = IntStream.range(20, 100)
                .filter(number -> decided(number).accepted())
                .findFirst()
                .orElseThrow();
        Told.Decided was = decided(accepted);
        for (Told.Decided other : List.of(
                new Told.Decided(
                        was.sequence(), "TOO_LOW", was.price(), was.receivedAt(), was.decidedAt(), was.closesAt()),
                new Told.Decided(
                        was.sequence(),
                        was.outcome(),
                        was.price() + 1,
                        was.receivedAt(),
                        was.decidedAt(),
                        was.closesAt()),
                new Told.Decided(
                        was.sequence() + 1_000,
                        was.outcome(),
                        was.price(),
                        was.receivedAt(),
                        was.decidedAt(),
                        was.closesAt()))) {
            change(accepted, one -> told(one, other));
            assertThat(promises()).contains(Promise.ACKNOWLEDGED_STANDS);
        }
    }

    @Test
    void an_auction_that_nobody_kept_is_found() {
        assertThat(HistoryCheck.run(story.history(), List.of()))
                .extracting(Violation::promise)
                .containsExactly(Promise.ACKNOWLEDGED_STANDS);
    }

    @Test
    void a_bid_that_overtook_one_which_had_been_acknowledged_is_found() {
        // Number 30 claims to have been sent after number 31 had been told.
        change(29, one -> times(one, 10_000_000_000L, 10_050_000_000L));
        assertThat(promises()).contains(Promise.REAL_TIME_ORDER);
    }

    @Test
    void bids_under_way_at_the_same_time_may_be_decided_in_either_order() {
        change(29, one -> times(one, one.sentNanos() + 25_000_000, one.toldNanos() + 120_000_000));
        change(30, one -> times(one, one.sentNanos() - 100_000_000, one.toldNanos() - 55_000_000));
        assertThat(story.check()).isEmpty();
    }

    @Test
    void a_bid_that_was_told_not_to_be_placed_and_is_in_the_log_is_found() {
        for (String problem : List.of("too-many-bids", "overloaded")) {
            change(20, one -> told(one, new Told.Undecided(429, problem)));
            broken(Promise.TURNED_AWAY_STANDS);
        }
        // Number 7 was sent twice, so that its other sending may have placed it.
        Told first = story.exchanges.get(7).told();
        change(7, one -> told(one, new Told.Undecided(429, "too-many-bids")));
        change(20, one -> told(one, new Told.Lost("no answer")));
        assertThat(story.exchanges.get(8).told()).isEqualTo(first);
        assertThat(story.check()).isEmpty();
    }

    @Test
    void a_bid_that_was_refused_at_the_edge_and_accepted_or_not_too_low_is_found() {
        int accepted = IntStream.range(20, 100)
                .filter(number -> decided(number).accepted())
                .findFirst()
                .orElseThrow();
        Exchange was = story.exchanges.get(accepted);
        change(accepted, one -> told(one, new Told.Undecided(0, "too-low")));
        broken(Promise.TURNED_AWAY_STANDS);
        story.exchanges.set(accepted, was);

        long price = decided(60).price();
        story.exchanges.add(newBid(60, price, new Told.Undecided(0, "too-low")));
        assertThat(story.check()).isEmpty();
        story.exchanges.add(newBid(60, price + 1, new Told.Undecided(0, "too-low")));
        broken(Promise.TURNED_AWAY_STANDS);
    }

    private Exchange newBid(int at, long amount, Told told) {
        Exchange one = story.exchanges.get(at);
        return new Exchange(
                one.auction(),
                new AccountId("late-" + amount),
                false,
                amount,
                one.requestId(),
                one.intendedNanos(),
                one.sentNanos(),
                one.toldNanos(),
                told);
    }

    @Test
    void a_time_of_arrival_before_the_sending_or_after_the_answer_is_found() {
        for (long wrong : List.of(-80L, 80L)) {
            var late = new TrueStory(2);
            late.exchanges.replaceAll(
                    one -> times(one, one.sentNanos() - 1_000_000 * wrong, one.toldNanos() - 1_000_000 * wrong));
            assertThat(late.check()).extracting(Violation::promise).containsOnly(Promise.STAMPED_ON_ARRIVAL);
        }
    }

    @Test
    void a_gap_in_the_log_is_found() {
        story.log.remove(40);
        assertThat(promises()).contains(Promise.NO_GAP);
    }

    @Test
    void a_log_without_its_opening_is_found() {
        story.log.removeFirst();
        assertThat(promises()).contains(Promise.NO_GAP);
    }

    @Test
    void a_bid_received_after_the_bell_and_accepted_is_found() {
        Money price = new Money(99_999_900);
        decide(
                FIRST_LATE + 1,
                was -> new BidDecided(
                        was.auction(),
                        was.sequence(),
                        was.decidedAt(),
                        was.bid(),
                        was.receivedAt(),
                        new Outcome.Leading(),
                        price,
                        was.bid().bidder(),
                        was.closesAt()));
        assertThat(promises()).contains(Promise.NOT_AFTER_THE_BELL, Promise.REFEREE_AGREES);
    }

    @Test
    void a_bid_received_before_the_bell_and_refused_as_closed_is_found() {
        decide(50, was -> outcome(was, new Outcome.Refused(Reason.CLOSED)));
        assertThat(promises()).contains(Promise.NOT_CLOSED_EARLY);
    }

    @Test
    void a_request_id_with_two_answers_is_found() {
        Exchange twice = story.exchanges.get(8);
        assertThat(twice.requestId()).isEqualTo(story.exchanges.get(7).requestId());
        Told.Decided other = decided(20);
        story.exchanges.set(8, told(twice, other));
        assertThat(promises()).contains(Promise.AT_MOST_ONCE);
    }

    @Test
    void a_request_id_that_was_decided_twice_is_found() {
        BidDecided first = story.decided(10);
        decide(
                11,
                was -> new BidDecided(
                        was.auction(),
                        was.sequence(),
                        was.decidedAt(),
                        first.bid(),
                        was.receivedAt(),
                        was.outcome(),
                        was.price(),
                        was.leader(),
                        was.closesAt()));
        assertThat(promises()).contains(Promise.AT_MOST_ONCE);
    }

    @Test
    void a_decision_that_the_referee_does_not_share_is_found() {
        decide(60, was -> outcome(was, new Outcome.Refused(Reason.OWN_AUCTION)));
        assertThat(promises()).contains(Promise.REFEREE_AGREES);
    }

    @Test
    void another_winner_in_the_ledger_or_none_is_found() {
        Result right = story.result;
        story.result = new Result.Sold(new AccountId("cousin"), new Money(100));
        broken(Promise.WINNER_RIGHT);
        story.result = right;
        story.log.removeLast();
        assertThat(promises()).contains(Promise.WINNER_RIGHT);
    }

    @Test
    void a_ledger_that_lacks_a_bid_or_has_another_is_found() {
        LedgerBid kept = story.ledger.remove(12);
        broken(Promise.LEDGER_HAS_ALL);
        story.ledger.add(12, new LedgerBid(kept.sequence(), "cousin", kept.amount(), kept.leading(), kept.price()));
        broken(Promise.LEDGER_HAS_ALL);
    }

    @Test
    void bids_after_the_close_are_decided_as_closed() {
        assertThat(story.decided(FIRST_LATE).outcome()).isEqualTo(new Outcome.Refused(Reason.CLOSED));
        assertThat(story.decided(FIRST_LATE - 1).receivedAt()).isBefore(Instant.parse("2026-03-01T12:00:10Z"));
    }

    @Test
    void a_history_is_the_same_after_it_was_written_and_read(@TempDir Path directory) {
        change(3, one -> told(one, new Told.Lost("no\tanswer\nat all")));
        change(4, one -> told(one, new Told.Undecided(503, "overloaded")));
        Path file = directory.resolve("history.tsv");
        History.write(file, story.history().beganAtMillis(), story.history().exchanges().stream());
        History read = History.read(file);
        assertThat(read.beganAtMillis()).isEqualTo(story.history().beganAtMillis());
        assertThat(read.exchanges()).hasSameSizeAs(story.exchanges);
        assertThat(read.exchanges().get(3).told()).isEqualTo(new Told.Lost("no answer at all"));
        assertThat(read.exchanges().subList(4, 50)).isEqualTo(story.exchanges.subList(4, 50));
    }

    private void broken(Promise promise) {
        assertThat(promises()).containsOnly(promise).isNotEmpty();
    }

    private List<Promise> promises() {
        return story.check().stream().map(Violation::promise).toList();
    }

    private void change(int number, UnaryOperator<Exchange> by) {
        story.exchanges.set(number, by.apply(story.exchanges.get(number)));
    }

    private void decide(int sequence, UnaryOperator<BidDecided> by) {
        story.log.set(sequence, by.apply(story.decided(sequence)));
    }

    private Told.Decided decided(int number) {
        return (Told.Decided) story.exchanges.get(number).told();
    }

    private static BidDecided outcome(BidDecided was, Outcome outcome) {
        return new BidDecided(
                was.auction(),
                was.sequence(),
                was.decidedAt(),
                was.bid(),
                was.receivedAt(),
                outcome,
                was.price(),
                was.leader(),
                was.closesAt());
    }

    private static Exchange told(Exchange one, Told told) {
        return new Exchange(
                one.auction(),
                one.bidder(),
                one.bot(),
                one.amount(),
                one.requestId(),
                one.intendedNanos(),
                one.sentNanos(),
                one.toldNanos(),
                told);
    }

    private static Exchange times(Exchange one, long sentNanos, long toldNanos) {
        return new Exchange(
                one.auction(),
                one.bidder(),
                one.bot(),
                one.amount(),
                one.requestId(),
                one.intendedNanos(),
                sentNanos,
                toldNanos,
                one.told());
    }
}
