package dev.gavel.server.arena;

import static dev.gavel.server.arena.GoldenLog.ANN;
import static dev.gavel.server.arena.GoldenLog.BOB;
import static dev.gavel.server.arena.GoldenLog.CARL;
import static dev.gavel.server.arena.GoldenLog.DECIDED;
import static dev.gavel.server.arena.GoldenLog.EVE;
import static dev.gavel.server.arena.GoldenLog.EVERY_OUTCOME;
import static dev.gavel.server.arena.GoldenLog.EXAMPLE_ID;
import static dev.gavel.server.arena.GoldenLog.EXAMPLE_TURN;
import static dev.gavel.server.arena.GoldenLog.FIRST_TURN;
import static dev.gavel.server.arena.GoldenLog.NOON;
import static dev.gavel.server.arena.GoldenLog.RECEIVED;
import static dev.gavel.server.arena.GoldenLog.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Decision.Cancelled;
import dev.gavel.auction.Decision.Closed;
import dev.gavel.auction.Decision.Opened;
import dev.gavel.auction.Decision.Paused;
import dev.gavel.auction.Decision.Permitted;
import dev.gavel.auction.Decision.Postponed;
import dev.gavel.auction.Decision.Resumed;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Permit;
import dev.gavel.auction.Reason;
import dev.gavel.auction.Result;
import dev.gavel.auction.Terms;
import dev.gavel.shards.Bucket;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The format of the bid log does not change by accident: golden entries, read. GoldenEntriesIT writes the same. */
class BidLogCodecTest {
    private static final Bucket BUCKET = new Bucket(0);
    private static final Outcome LEADING = new Outcome.Leading();
    private static final Outcome OUTBID = new Outcome.Outbid();

    private final List<LogEntry> golden = GoldenEntries.ofResource("golden-bid-log.hex").entries().stream()
            .map(entry -> entry.decode(BUCKET))
            .toList();

    @Test
    void an_entry_has_the_number_of_its_id_and_the_bucket_of_its_stream() {
        assertThat(golden)
                .extracting(LogEntry::number)
                .containsExactly(LongStream.rangeClosed(1, 20).boxed().toArray(Long[]::new));
        assertThat(golden).extracting(LogEntry::bucket).containsOnly(BUCKET);
    }

    @Test
    void an_entry_names_the_node_that_sent_its_turn_if_it_is_one() {
        assertThat(golden.stream().filter(entry -> GoldenLog.NODE.equals(entry.node())))
                .extracting(LogEntry::number)
                .containsExactly(7L, 8L, 13L, 19L);
    }

    @Test
    void a_turn_that_does_not_name_its_node_is_read_all_the_same() {
        var fields = new HashMap<>(
                GoldenEntries.ofResource("golden-bid-log.hex").entries().get(6).fields());
        fields.remove('n');
        LogEntry entry = BidLogCodec.decode(BUCKET, 7, fields);
        assertThat(entry.node()).isNull();
        assertThat(entry.decisions()).isEqualTo(decisions(7));
    }

    @Test
    void a_turn_says_which_of_its_bids_are_traced() {
        var fields = new HashMap<>(
                GoldenEntries.ofResource("golden-bid-log.hex").entries().get(6).fields());
        assertThat(BidLogCodec.decode(BUCKET, 7, fields).traced()).isEmpty();
        var marks = List.of(new TraceMark(0, 1, -2, 3), new TraceMark(511, Long.MIN_VALUE, 0, -1));
        fields.put('w', TraceMark.pack(marks));
        LogEntry entry = BidLogCodec.decode(BUCKET, 7, fields);
        assertThat(entry.traced()).isEqualTo(marks);
        assertThat(entry.decisions()).isEqualTo(decisions(7));
    }

    @Test
    void an_opening_holds_the_terms_with_every_option_or_with_none() {
        assertThat(decisions(1)).containsExactly(opened(GoldenLog.FULL_ID, GoldenLog.FULL));
        assertThat(decisions(2)).containsExactly(opened(GoldenLog.BARE_ID, GoldenLog.BARE));
        assertThat(decisions(3)).containsExactly(opened(GoldenLog.WITHDRAWN_ID, GoldenLog.WITHDRAWN));
        assertThat(decisions(4)).containsExactly(opened(GoldenLog.WITHOUT_BIDS_ID, GoldenLog.WITHOUT_BIDS));
        assertThat(decisions(5)).containsExactly(opened(GoldenLog.BELOW_RESERVE_ID, GoldenLog.BELOW_RESERVE));
    }

    @Test
    void a_cancellation_has_its_sequence() {
        assertThat(decisions(6))
                .containsExactly(new Cancelled(GoldenLog.WITHDRAWN_ID, 1, at("12:05:00"), GoldenLog.SAM, ""));
    }

    @Test
    void what_people_did_says_who_and_why() {
        AuctionId id = GoldenLog.CUT_OFF_ID;
        Instant pausedAt = at("15:31:00");
        assertThat(decisions(12)).containsExactly(new Paused(id, 2, pausedAt, GoldenLog.OLGA, GoldenLog.WHY));
        Instant resumedAt = at("15:32:00");
        assertThat(decisions(14)).containsExactly(new Resumed(id, 4, resumedAt, GoldenLog.OLGA, "", at("15:33:10")));
        assertThat(decisions(20))
                .containsExactly(
                        new Cancelled(GoldenLog.FOR_APPROVED_ID, 8, at("15:33:00"), GoldenLog.OLGA, GoldenLog.WHY));
    }

    @Test
    void what_is_said_of_bidders_is_read() {
        AuctionId id = GoldenLog.FOR_APPROVED_ID;
        Instant at = at("15:32:00");
        assertThat(decisions(15)).containsExactly(new Opened(id, at, GoldenLog.FOR_APPROVED));
        assertThat(decisions(16)).containsExactly(new Permitted(id, 1, at, ANN, "", ANN, Permit.ASKED));
        var approved = new Permit(Permit.Admission.APPROVED, new Money(1_500));
        assertThat(decisions(17)).containsExactly(new Permitted(id, 2, at, GoldenLog.SAM, "", ANN, approved));
        var blocked = new Permit(Permit.Admission.BLOCKED, null);
        assertThat(decisions(18))
                .containsExactly(new Permitted(id, 3, at, GoldenLog.OLGA, GoldenLog.WHY, GoldenLog.BOB, blocked));
    }

    @Test
    void bids_that_were_refused_for_what_people_did_are_read() {
        assertThat(outcomes(13)).containsExactly(refused(Reason.PAUSED));
        assertThat(outcomes(19))
                .containsExactly(
                        refused(Reason.OVER_LIMIT), LEADING, refused(Reason.BLOCKED), refused(Reason.NOT_APPROVED));
    }

    private List<Outcome> outcomes(int number) {
        return decisions(number).stream()
                .map(decision -> ((BidDecided) decision).outcome())
                .toList();
    }

    @Test
    void a_turn_may_be_of_several_auctions_each_with_its_own_sequence() {
        Instant decided = at("12:31:00.004");
        Instant received = at("12:31:00");
        assertThat(decisions(7))
                .containsExactly(
                        decided(FIRST_TURN.get(0), 1, decided, received, LEADING, 100L, ANN, at("13:00:00")),
                        decided(FIRST_TURN.get(1), 1, decided, received, LEADING, 2_000L, ANN, at("13:30:00")));
    }

    @Test
    void every_outcome_is_read_and_bids_that_were_not_decided_are_left_out() {
        Instant once = at("13:00:14.990");
        Instant thrice = at("13:00:15");
        assertThat(decisions(8))
                .containsExactly(
                        turn(0, 2, RECEIVED, OUTBID, 1_550L, ANN, once),
                        turn(1, 3, RECEIVED, LEADING, 5_000L, CARL, once),
                        turn(2, 4, RECEIVED, refused(Reason.TOO_LOW), 5_000L, CARL, once),
                        turn(3, 5, RECEIVED, refused(Reason.NOT_ABOVE_OWN_MAXIMUM), 5_000L, CARL, once),
                        turn(4, 1, RECEIVED, refused(Reason.NOT_OPEN), null, null, at("14:00:00")),
                        turn(5, 1, RECEIVED, refused(Reason.CLOSED), null, null, at("12:10:00")),
                        turn(6, 2, RECEIVED, refused(Reason.CANCELLED), null, null, at("13:00:00")),
                        turn(7, 6, RECEIVED, refused(Reason.OWN_AUCTION), 5_000L, CARL, once),
                        // 8 to 12: known, known, too old, from the future, no such auction.
                        turn(13, 7, DECIDED, LEADING, 5_050L, ANN, thrice),
                        turn(14, 8, DECIDED, OUTBID, 5_550L, ANN, thrice));
        assertThat(EVERY_OUTCOME.get(14).bid().bidder()).isEqualTo(EVE);
    }

    @Test
    void closes_are_sold_unsold_below_the_reserve_or_without_a_bid() {
        Instant decided = at("15:00:00");
        assertThat(decisions(9))
                .containsExactly(
                        new Closed(
                                GoldenLog.WITHOUT_BIDS_ID, 2, decided, at("12:10:00"), new Result.Unsold(null, null)),
                        new Closed(
                                GoldenLog.FULL_ID, 9, decided, at("13:00:15"), new Result.Sold(ANN, new Money(5_550))),
                        new Closed(
                                GoldenLog.BELOW_RESERVE_ID,
                                2,
                                decided,
                                at("13:30:00"),
                                new Result.Unsold(new Money(2_000), ANN)),
                        new Closed(GoldenLog.BARE_ID, 2, decided, at("14:00:00"), new Result.Unsold(null, null)));
    }

    @Test
    void a_close_that_an_outage_moved_says_when_nobody_could_bid() {
        Instant decided = GoldenLog.OUTAGE.until();
        assertThat(decisions(10)).containsExactly(opened(GoldenLog.CUT_OFF_ID, GoldenLog.CUT_OFF, at("15:00:00")));
        assertThat(decisions(11))
                .containsExactly(new Postponed(GoldenLog.CUT_OFF_ID, 1, decided, GoldenLog.OUTAGE, at("15:32:10")));
    }

    @Test
    void the_example_of_the_documentation_is_read_as_it_says() {
        Instant decided = at("12:01:00.255");
        Instant close = at("12:10:00");
        List<Decision> decisions = GoldenEntries.ofDocument().entries().stream()
                .flatMap(entry -> entry.decode(new Bucket(34)).decisions().stream())
                .toList();
        assertThat(decisions)
                .containsExactly(
                        opened(EXAMPLE_ID, GoldenLog.EXAMPLE),
                        decided(EXAMPLE_TURN.get(0), 1, decided, at("12:01:00.250"), LEADING, 1_000L, ANN, close),
                        decided(EXAMPLE_TURN.get(1), 2, decided, at("12:01:00.251"), OUTBID, 3_100L, ANN, close),
                        decided(
                                EXAMPLE_TURN.get(2),
                                3,
                                decided,
                                at("12:01:00.252"),
                                refused(Reason.TOO_LOW),
                                3_100L,
                                ANN,
                                close),
                        new Closed(EXAMPLE_ID, 4, at("12:10:01"), close, new Result.Sold(ANN, new Money(3_100))));
        assertThat(EXAMPLE_TURN.get(3).bid()).isEqualTo(EXAMPLE_TURN.get(1).bid());
        assertThat(EXAMPLE_TURN.get(1).bid().bidder()).isEqualTo(BOB);
    }

    @Test
    void an_entry_without_one_of_its_fields_is_named() {
        assertThatThrownBy(() -> BidLogCodec.decode(BUCKET, 12, Map.of('b', new byte[] {0, 0, 0, 0, 0, 0})))
                .hasMessage("entry 12 of the bid log of bucket b0 has no field 't'");
    }

    private List<Decision> decisions(int number) {
        return golden.get(number - 1).decisions();
    }

    private static Opened opened(AuctionId id, Terms terms) {
        return opened(id, terms, NOON);
    }

    private static Opened opened(AuctionId id, Terms terms, Instant decidedAt) {
        return new Opened(id, decidedAt, terms);
    }

    private static Outcome refused(Reason reason) {
        return new Outcome.Refused(reason);
    }

    private static BidDecided turn(
            int bid,
            long sequence,
            Instant receivedAt,
            Outcome outcome,
            @Nullable Long price,
            @Nullable AccountId leader,
            Instant closesAt) {
        return decided(EVERY_OUTCOME.get(bid), sequence, DECIDED, receivedAt, outcome, price, leader, closesAt);
    }

    private static BidDecided decided(
            ArrivedBid arrived,
            long sequence,
            Instant decidedAt,
            Instant receivedAt,
            Outcome outcome,
            @Nullable Long price,
            @Nullable AccountId leader,
            Instant closesAt) {
        return new BidDecided(
                arrived.auction(),
                sequence,
                decidedAt,
                arrived.bid(),
                receivedAt,
                outcome,
                price == null ? null : new Money(price),
                leader,
                closesAt);
    }
}
