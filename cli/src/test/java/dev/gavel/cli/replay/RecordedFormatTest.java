package dev.gavel.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Money;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.StepTable;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordedFormatTest {
    private static final String AUCTION_HEADER = "auction,opens_at,closes_at,open,reserve,increments,bidding,"
            + "extension_window_s,extension_s,extension_mode\n";
    private static final String LOT =
            AUCTION_HEADER + "lot 7,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,100,,0:1,PROXY,,,\n";
    private static final String BID_HEADER = "auction,bidder,amount,at\n";

    @Test
    void readsEveryColumn() {
        RecordedAuction auction = read(
                AUCTION_HEADER
                        + "lot 7,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,100,500,0:5;100:25,PLAIN,180,60,RESET",
                BID_HEADER + "lot 7,ann,120,2026-01-01T10:00:00.000Z",
                "auction,outcome,price,winner,closes_at,class\nlot 7,SOLD,120,ann,2026-01-02T00:00:00.000Z,plain");
        assertThat(auction.terms().pricing().opening()).isEqualTo(new Money(100));
        assertThat(auction.terms().pricing().reserve()).isEqualTo(new Money(500));
        assertThat(auction.terms().pricing().steps())
                .isEqualTo(new StepTable(List.of(
                        new StepTable.Band(new Money(0), new Money(5)),
                        new StepTable.Band(new Money(100), new Money(25)))));
        assertThat(auction.terms().schedule().softClose())
                .isEqualTo(
                        new SoftClose(Duration.ofSeconds(180), Duration.ofSeconds(60), SoftClose.Mode.RESET, 0, null));
        assertThat(auction.bids())
                .containsExactly(new RecordedAuction.RecordedBid(
                        2, new AccountId("ann"), new Money(120), Instant.parse("2026-01-01T10:00:00Z")));
        assertThat(auction.result())
                .isEqualTo(new RecordedAuction.RecordedResult(
                        RecordedAuction.RecordedResult.Outcome.SOLD,
                        new Money(120),
                        new AccountId("ann"),
                        Instant.parse("2026-01-02T00:00:00Z"),
                        "plain"));
    }

    @Test
    void takesAByteOrderMarkCarriageReturnsQuotesAndOtherColumnOrders() {
        RecordedAuction auction = read(
                "\uFEFFbidding,\"auction\",closes_at,opens_at,open,note\r\n"
                        + "PROXY,\"lot 7, \"\"blue\"\"\",2026-01-02T00:00:00Z,2026-01-01T08:00:00+08:00,100,x\r\n",
                "at,amount,bidder,auction\r\n\r\n2026-01-01T10:00:00Z,120,ann,\"lot 7, \"\"blue\"\"\"\r\n",
                null);
        assertThat(auction.name()).isEqualTo("lot 7, \"blue\"");
        assertThat(auction.terms().schedule().opensAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(auction.bids()).hasSize(1);
    }

    @Test
    void takesRowsThatEndEarlyAndColumnsThatAreMissing() {
        RecordedAuction auction = read(
                AUCTION_HEADER + "lot 7,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,100,,0:1,PROXY", BID_HEADER, null);
        assertThat(auction.terms().schedule().softClose()).isNull();
        assertThat(auction.terms().pricing().reserve()).isNull();
        assertThat(auction.result()).isNull();
    }

    @Test
    void cutsTimesToMilliseconds() {
        RecordedAuction auction = read(LOT, BID_HEADER + "lot 7,ann,120,2026-01-01T10:00:00.123987Z", null);
        assertThat(auction.bids().getFirst().at()).isEqualTo(Instant.parse("2026-01-01T10:00:00.123Z"));
    }

    @Test
    void gathersTheBidsOfAuctionsInAnyOrder() {
        List<RecordedAuction> auctions = RecordedAuctions.read(
                new StringReader(LOT + "lot 1,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,100,,0:1,PROXY"),
                new StringReader(BID_HEADER
                        + "lot 1,ann,120,2026-01-01T10:00:00Z\n"
                        + "lot 7,ann,130,2026-01-01T09:00:00Z\n"
                        + "lot 1,bob,140,2026-01-01T08:00:00Z\n"),
                null);
        assertThat(auctions).extracting(RecordedAuction::name).containsExactly("lot 7", "lot 1");
        assertThat(auctions.get(1).bids())
                .extracting(RecordedAuction.RecordedBid::amount)
                .containsExactly(new Money(120), new Money(140));
    }

    @Test
    void takesNobodyForTheSeller() {
        RecordedAuction auction = read(LOT, BID_HEADER + "lot 7,recorded-seller,120,2026-01-01T10:00:00Z", null);
        assertThat(auction.terms().seller()).isNotEqualTo(new AccountId("recorded-seller"));
    }

    @Test
    void saysFileLineAndColumnOfWhatIsWrong() {
        assertWrong(LOT, BID_HEADER + "lot 8,ann,120,2026-01-01T10:00:00Z", "bids.csv:2: auction lot 8 is not in");
        assertWrong(LOT, BID_HEADER + "lot 7,ann,12.5,2026-01-01T10:00:00Z", "bids.csv:2: amount is \"12.5\"");
        assertWrong(LOT, BID_HEADER + "lot 7,ann,0,2026-01-01T10:00:00Z", "bids.csv:2: amount is 0");
        assertWrong(LOT, BID_HEADER + "lot 7,ann,-1,2026-01-01T10:00:00Z", "bids.csv:2: amount is \"-1\"");
        assertWrong(LOT, BID_HEADER + "lot 7,,120,2026-01-01T10:00:00Z", "bids.csv:2: bidder is empty");
        assertWrong(LOT, BID_HEADER + "\nlot 7,ann,120,yesterday", "bids.csv:3: at is \"yesterday\"");
        assertWrong(LOT, "auction,bidder,at\n", "bids.csv:1: there is no column amount");
        assertWrong("", BID_HEADER, "auctions.csv:1: the file is empty");
        assertWrong(LOT + LOT.lines().toList().get(1), BID_HEADER, "auctions.csv:3: auction lot 7 is there twice");
        assertWrong(LOT.replace("PROXY", "DUTCH"), BID_HEADER, "auctions.csv:2: bidding is \"DUTCH\"");
        assertWrong(LOT.replace("0:1", "5"), BID_HEADER, "auctions.csv:2: increments is \"5\"");
        assertWrong(LOT.replace("01-02T", "01-01T"), BID_HEADER, "auctions.csv:2: an auction must open before");
        assertWrong(LOT.replace("PROXY,,", "PROXY,60,"), BID_HEADER, "auctions.csv:2: the extension of a soft close");
    }

    private static void assertWrong(String auctions, String bids, String message) {
        assertThatThrownBy(() -> read(auctions, bids, null))
                .isInstanceOf(RecordedFormatException.class)
                .hasMessageStartingWith(message);
    }

    private static RecordedAuction read(String auctions, String bids, @Nullable String results) {
        return RecordedAuctions.read(
                        new StringReader(auctions),
                        new StringReader(bids),
                        results == null ? null : new StringReader(results))
                .getFirst();
    }
}
