package dev.gavel.server.arena;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outage;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.StepTable.Band;
import dev.gavel.auction.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened in the golden files: the terms, bids and times that the scripts were given. */
final class GoldenLog {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final AccountId ANN = new AccountId("ann");
    static final AccountId BOB = new AccountId("bob");
    static final AccountId CARL = new AccountId("carl");
    static final AccountId DORA = new AccountId("dora");
    static final AccountId EVE = new AccountId("eve");
    static final AccountId SAM = new AccountId("sam");

    static final NodeId NODE = new NodeId(0x67c9_13f0_8a5e_2d4bL);

    /** Every option that terms can have. */
    static final Terms FULL = new Terms(
            SAM,
            new Terms.Pricing(
                    Currency.getInstance("EUR"),
                    Bidding.PROXY,
                    new Money(100),
                    new StepTable(
                            List.of(new Band(Money.ZERO, new Money(10)), new Band(new Money(1_000), new Money(50)))),
                    new Money(5_000)),
            new Terms.Schedule(
                    NOON,
                    at("13:00:00"),
                    new SoftClose(
                            Duration.ofSeconds(60), Duration.ofSeconds(45), SoftClose.Mode.RESET, 3, at("13:10:00"))));
    /** None of them. */
    static final Terms BARE = terms(Bidding.PLAIN, null, new Terms.Schedule(at("13:05:00"), at("14:00:00"), null));

    static final Terms WITHDRAWN = terms(Bidding.PROXY, null, new Terms.Schedule(NOON, at("13:00:00"), null));
    static final Terms WITHOUT_BIDS = terms(
            Bidding.PROXY,
            null,
            new Terms.Schedule(
                    NOON,
                    at("12:10:00"),
                    new SoftClose(Duration.ofSeconds(60), Duration.ofSeconds(60), SoftClose.Mode.ADD, 0, null)));
    static final Terms BELOW_RESERVE =
            terms(Bidding.PLAIN, new Money(9_000), new Terms.Schedule(NOON, at("13:30:00"), null));

    static final Terms CUT_OFF = terms(Bidding.PROXY, null, new Terms.Schedule(NOON, at("15:30:00"), null));

    static final Terms FOR_APPROVED =
            new Terms(SAM, WITHDRAWN.pricing(), new Terms.Schedule(NOON, at("15:40:00"), null), true);

    static final AccountId OLGA = new AccountId("olga");
    static final String WHY = "가격 오류";

    /** Nobody could bid when {@link #CUT_OFF} was to close. */
    static final Outage OUTAGE = new Outage(at("15:29:50"), at("15:31:00"));

    static final AuctionId FULL_ID = new AuctionId(101);
    static final AuctionId BARE_ID = new AuctionId(102);
    static final AuctionId WITHDRAWN_ID = new AuctionId(103);
    static final AuctionId WITHOUT_BIDS_ID = new AuctionId(104);
    static final AuctionId BELOW_RESERVE_ID = new AuctionId(105);
    static final AuctionId CUT_OFF_ID = new AuctionId(106);
    static final AuctionId FOR_APPROVED_ID = new AuctionId(107);
    private static final AuctionId UNKNOWN_ID = new AuctionId(999);

    /** When the turn that has every outcome is decided; its bids came 10 ms before unless they say otherwise. */
    static final Instant DECIDED = at("12:59:30");

    static final Instant RECEIVED = DECIDED.minusMillis(10);

    static final List<ArrivedBid> FIRST_TURN =
            List.of(bid(FULL_ID, ANN, 2_000, 1, at("12:31:00")), bid(BELOW_RESERVE_ID, ANN, 2_000, 2, at("12:31:00")));

    static final List<ArrivedBid> EVERY_OUTCOME = List.of(
            bid(FULL_ID, BOB, 1_500, 3, RECEIVED), // O
            bid(FULL_ID, CARL, 5_000, 4, RECEIVED), // L
            bid(FULL_ID, DORA, 5_010, 5, RECEIVED), // t
            bid(FULL_ID, CARL, 5_000, 6, RECEIVED), // m
            bid(BARE_ID, ANN, 1_000, 7, RECEIVED), // n
            bid(WITHOUT_BIDS_ID, ANN, 1_000, 8, RECEIVED), // c
            bid(WITHDRAWN_ID, ANN, 1_000, 9, RECEIVED), // x
            bid(FULL_ID, SAM, 6_000, 10, RECEIVED), // s
            bid(FULL_ID, BOB, 1_500, 3, RECEIVED), // = the first of this turn
            bid(BELOW_RESERVE_ID, ANN, 2_000, 2, at("12:31:00")), // = of the turn before
            arrived(FULL_ID, BOB, 7_000, requestId(11, NOON), RECEIVED.toEpochMilli()), // <
            arrived(FULL_ID, BOB, 7_000, requestId(12, at("13:59:00")), RECEIVED.toEpochMilli()), // >
            bid(UNKNOWN_ID, ANN, 1_000, 13, RECEIVED), // ?
            arrived(FULL_ID, ANN, 6_000, requestId(14, RECEIVED), ArenaClock.UNSTAMPED), // L, at the time of decision
            bid(FULL_ID, EVE, 5_500, 15, DECIDED.plusMillis(7))); // O, likewise: a node's clock is ahead

    /** Decided at 15:31:30. */
    static final List<ArrivedBid> WHILE_PAUSED = List.of(bid(CUT_OFF_ID, ANN, 2_000, 21, at("15:31:29"))); // p

    /** Decided at 15:33. */
    static final List<ArrivedBid> OF_SINGLE_BIDDERS = List.of(
            bid(FOR_APPROVED_ID, ANN, 1_501, 22, at("15:32:59")), // l
            bid(FOR_APPROVED_ID, ANN, 1_500, 23, at("15:32:59")), // L
            bid(FOR_APPROVED_ID, BOB, 2_000, 24, at("15:32:59")), // b
            bid(FOR_APPROVED_ID, CARL, 2_000, 25, at("15:32:59"))); // a

    /** The worked example of docs/protocol/bid-log.md. */
    static final AuctionId EXAMPLE_ID = new AuctionId(42);

    static final Terms EXAMPLE = terms(Bidding.PROXY, null, new Terms.Schedule(NOON, at("12:10:00"), null));
    static final List<ArrivedBid> EXAMPLE_TURN = List.of(
            bid(EXAMPLE_ID, ANN, 5_000, 1, at("12:01:00.250")),
            bid(EXAMPLE_ID, BOB, 3_000, 2, at("12:01:00.251")),
            bid(EXAMPLE_ID, CARL, 3_050, 3, at("12:01:00.252")),
            arrived(
                    EXAMPLE_ID,
                    BOB,
                    3_000,
                    requestId(2, at("12:01:00.246")),
                    at("12:01:00.253").toEpochMilli()));

    private GoldenLog() {}

    static Instant at(String time) {
        return Instant.parse("2026-03-01T" + time + "Z");
    }

    /** As RFC 9562 has it, with a number where randomness would be. */
    static RequestId requestId(int number, Instant madeAt) {
        return new RequestId(new UUID(madeAt.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | number));
    }

    private static ArrivedBid bid(AuctionId auction, AccountId bidder, long amount, int number, Instant receivedAt) {
        return arrived(
                auction, bidder, amount, requestId(number, receivedAt.minusMillis(5)), receivedAt.toEpochMilli());
    }

    private static ArrivedBid arrived(
            AuctionId auction, AccountId bidder, long amount, RequestId requestId, long receivedAt) {
        return new ArrivedBid(auction, new Bid(bidder, new Money(amount), requestId), receivedAt);
    }

    private static Terms terms(Bidding bidding, @Nullable Money reserve, Terms.Schedule schedule) {
        var pricing = new Terms.Pricing(
                Currency.getInstance("KRW"), bidding, new Money(1_000), StepTable.flat(new Money(100)), reserve);
        return new Terms(SAM, pricing, schedule);
    }
}
