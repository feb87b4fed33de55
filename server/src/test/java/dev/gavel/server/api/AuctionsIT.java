package dev.gavel.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Result;
import dev.gavel.server.api.TestApi.Response;
import dev.gavel.server.feed.SeenBid;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AuctionsIT {
    private static final String VALID = "{\"title\":\"A vase\",\"currency\":\"KRW\",\"bidding\":\"PROXY\","
            + "\"opening\":1000,\"steps\":[{\"from\":0,\"step\":100}],\"closesAt\":\"2027-03-01T11:00:00Z\"}";

    private final TestApi api = new TestApi();

    @AfterEach
    void close() {
        api.close();
    }

    private Response create(String body) {
        return api.post("/v1/auctions", body, "authorization", "Bearer " + api.seller("sue"));
    }

    private Response cancel(AuctionId auction, String token) {
        return api.post("/v1/auctions/" + auction + "/cancel", "", "authorization", "Bearer " + token);
    }

    @Test
    void aListedAuctionIsReadWhereLocationSays() {
        Response created = create(VALID.replace(
                "}]",
                "}],\"reserve\":777777,\"softClose\":{\"windowMs\":1000,"
                        + "\"extensionMs\":2000,\"mode\":\"ADD\",\"latestClose\":\"2027-03-02T00:00:00.000Z\"},"
                        + "\"description\":\"Two\\nlines\""));
        assertThat(created.status()).isEqualTo(201);
        Response read = api.get(created.http().headers().firstValue("location").orElseThrow());
        assertThat(read.json()).isEqualTo(created.json());
        assertThat(read.json().get("state").asString()).isEqualTo("OPEN");
        assertThat(read.json().get("minimum").asLong()).isEqualTo(1000);
        assertThat(read.json().get("reserveMet").asBoolean()).isFalse();
        assertThat(read.json().get("closesAt").asString()).isEqualTo("2027-03-01T11:00:00.000Z");
        assertThat(read.http().body()).doesNotContain("777777");
    }

    @Test
    void noEndpointShowsAnothersMaximumOrTheReserve() {
        AuctionId auction = api.auction("\"reserve\":654321,");
        api.bid(auction, "ann", 987654);
        api.bid(auction, "bob", 2000);
        String path = "/v1/auctions/" + auction;
        String bob = api.bidder("bob");
        for (String part : List.of("", "/bids", "/ranking")) {
            Response response = api.get(path + part, "authorization", "Bearer " + bob);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.http().body()).as(part).doesNotContain("987654");
        }
        assertThat(api.get("/v1/auctions?state=all").http().body()).doesNotContain("987654");
        Response low = api.bid(auction, "bob", 3);
        assertThat(low.http().body()).doesNotContain("987654");
        assertThat(api.get("/metrics").http().body()).doesNotContain("987654");
        // Her own bid she may see.
        assertThat(api.get(path + "/bids", "authorization", "Bearer " + api.bidder("ann"))
                        .http()
                        .body())
                .contains("987654");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"KRW\"|\"XXX\"|422",
                "\"KRW\"|\"ABC\"|422",
                "\"PROXY\"|\"DUTCH\"|422",
                "1000,|-1,|422",
                "1000,|1000,\"reserve\":0,|422",
                "\"title\"|\"a-name-so-long-that-to-remember-six-thousand-of-them-would-cost-much\":1,\"title\"|400",
                "1000,|1125899906842624,|422",
                "1000,|9223372036854775808,|422",
                "1000,|10.5,|400",
                "1000,|1e400,|400",
                "1000,|\"1000\",|400",
                "1000,|true,|400",
                "\"A vase\"|5|400",
                "\"A vase\"|null|400",
                "\"A vase\"|\"\"|422",
                "\"A vase\"|\"   \"|422",
                "\"A vase\"|\"a\\u0000b\"|422",
                "\"A vase\"|\"a\\nb\"|422",
                "\"A vase\"|\"\\ud83d\"|422",
                "\"A vase\"|\"\\udc00\\ud83d\"|422",
                "\"title\":\"A vase\",|''|400",
                "\"title\"|\"Title\"|400",
                "\"step\":100|\"step\":0|422",
                "\"step\":100|\"step\":100,\"x\":1|400",
                "\"from\":0|\"from\":5|422",
                "[{\"from\":0,\"step\":100}]|[]|422",
                "[{\"from\":0,\"step\":100}]|[null]|400",
                "[{\"from\":0,\"step\":100}]|{}|400",
                "2027-03-01T11:00:00Z|2027-03-01T09:59:59Z|422",
                "2027-03-01T11:00:00Z|2300-01-01T00:00:00Z|422",
                "2027-03-01T11:00:00Z|2027-03-01T11:00:00.0001Z|422",
                "2027-03-01T11:00:00Z|tomorrow|400",
                "\"2027-03-01T11:00:00Z\"|1803898800000|400",
                "\"title\"|\"opensAt\":\"2027-03-01T09:00:00Z\",\"title\"|422",
                "\"title\"|\"opensAt\":\"2027-03-01T12:00:00Z\",\"title\"|422",
                "\"title\"|\"softClose\":{\"windowMs\":0,\"extensionMs\":1,\"mode\":\"ADD\"},\"title\"|422",
                "\"title\"|\"softClose\":{\"windowMs\":1,\"mode\":\"ADD\"},\"title\"|400",
                "\"title\"|\"seller\":\"eve\",\"title\"|400",
                "\"title\"|\"title\":\"twice\",\"title\"|400",
            })
    void whatCannotBeListedIsRefusedAndChangesNothing(String part, String instead, int status) {
        String body = VALID.replace(part, instead);
        assertThat(body).isNotEqualTo(VALID);
        Response response = create(body);
        assertThat(response.status()).as(response.json().toString()).isEqualTo(status);
        assertThat(response.type()).isIn("malformed-request", "unacceptable-value");
        assertThat(api.arena.size()).isZero();
    }

    @Test
    void longTitlesAreRefusedAndTheFieldIsNamed() {
        Response title = create(VALID.replace("A vase", "v".repeat(10_000)));
        assertThat(title.status()).isEqualTo(422);
        assertThat(title.json().get("detail").asString()).contains("title");
        Response unknown = create(VALID.replace("\"step\":100", "\"step\":100,\"upTo\":1"));
        assertThat(unknown.json().get("detail").asString()).isEqualTo("unknown field steps[0].upTo");
    }

    @ParameterizedTest
    @CsvSource({"<script>alert(1)</script>", "مزهرية‏ قديمة", "청자 🏺👨‍👩‍👧 꽃병", "' OR 1=1 --"})
    void anyTextIsJustText(String title) {
        Response created = create(VALID.replace("A vase", title));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().get("title").asString()).isEqualTo(title);
    }

    @Test
    void auctionsAreListedBySoonestClosePageByPage() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 7; i++) {
            ids.add(create(VALID.replace("11:00:00", "11:0" + (6 - i) + ":00"))
                    .json()
                    .get("id")
                    .asString());
        }
        String scheduled = create(VALID.replace("\"title\"", "\"opensAt\":\"2027-03-01T10:30:00Z\",\"title\""))
                .json()
                .get("id")
                .asString();
        var seen = new ArrayList<String>();
        String cursor = "";
        while (cursor != null) {
            Response page = api.get("/v1/auctions?limit=3" + cursor);
            page.json().get("auctions").forEach(it -> seen.add(it.get("id").asString()));
            cursor = page.json().has("next")
                    ? "&cursor=" + page.json().get("next").asString()
                    : null;
        }
        assertThat(seen).isEqualTo(ids.reversed());
        assertThat(api.get("/v1/auctions?state=scheduled")
                        .json()
                        .at("/auctions/0/id")
                        .asString())
                .isEqualTo(scheduled);
        assertThat(api.get("/v1/auctions?state=all").json().get("auctions")).hasSize(8);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0",
        "limit=101",
        "limit=x",
        "state=closed",
        "sort=price",
        "cursor=!!",
        "cursor=MTIz",
        "seller=%00",
        "seller=sue&cursor=x"
    })
    void aQueryThatMakesNoSenseIsRefused(String query) {
        assertThat(api.get("/v1/auctions?" + query).status()).isEqualTo(400);
    }

    @Test
    void aSellersAuctionsComeFromTheCatalog() {
        AuctionId auction = api.auction();
        api.ledger.listings.add(api.arena.find(auction).orElseThrow().listing());
        Response page = api.get("/v1/auctions?seller=sue");
        assertThat(page.json().at("/offers/0/id").asString()).isEqualTo(auction.toString());
        assertThat(api.get("/v1/auctions?seller=nobody").json().get("offers")).isEmpty();
    }

    @Test
    void anAuctionGoneFromTheArenaIsReadFromTheLedger() {
        AuctionId auction = api.auction();
        var listing = api.arena.find(auction).orElseThrow().listing();
        var sold = new Result.Sold(new AccountId("ann"), new Money(4200));
        api.ledger.settled.put(auction, new Ledger.Settled(listing, sold, FakeArena.START, 3, ""));
        api.arena.forget(auction);
        Response read = api.get("/v1/auctions/" + auction);
        assertThat(read.json().get("state").asString()).isEqualTo("CLOSED");
        assertThat(read.json().at("/result/winner").asString()).isEqualTo("ann");
        assertThat(read.json().at("/result/price").asLong()).isEqualTo(4200);
        assertThat(read.json().has("minimum")).isFalse();
    }

    @Test
    void onlyItsSellerCancelsAndOnlyBeforeTheFirstBid() {
        AuctionId auction = api.auction();
        assertThat(cancel(auction, api.seller("tom")).type()).isEqualTo("forbidden");
        assertThat(cancel(auction, api.bidder("sue")).type()).isEqualTo("forbidden");
        assertThat(cancel(auction, api.seller("sue")).status()).isEqualTo(204);
        assertThat(cancel(auction, api.seller("sue")).status()).isEqualTo(204);
        assertThat(api.get("/v1/auctions/" + auction).json().get("state").asString())
                .isEqualTo("CANCELLED");
        AuctionId withBid = api.auction();
        api.bid(withBid, "ann", 5000);
        assertThat(cancel(withBid, api.seller("sue")).type()).isEqualTo("has-bids");
        api.arena.close(withBid);
        assertThat(cancel(withBid, api.seller("sue")).type()).isEqualTo("closed");
        assertThat(cancel(new AuctionId(9), api.seller("sue")).type()).isEqualTo("unknown-auction");
    }

    @Test
    void theRankingShowsMyOwnPlaceToMe() {
        AuctionId auction = api.auction();
        api.bid(auction, "ann", 5000);
        api.bid(auction, "bob", 2000);
        assertThat(api.get("/v1/auctions/" + auction + "/ranking").json().has("mine"))
                .isFalse();
        Response mine =
                api.get("/v1/auctions/" + auction + "/ranking?top=1", "authorization", "Bearer " + api.bidder("bob"));
        assertThat(mine.json().at("/mine/rank").asLong()).isEqualTo(2);
        assertThat(mine.json().get("top")).hasSize(1);
        assertThat(mine.json().at("/top/0/amount").asLong()).isEqualTo(2100);
        assertThat(api.get("/v1/auctions/9/ranking").type()).isEqualTo("unknown-auction");
    }

    @Test
    void theNewestHistoryComesFromMemoryAndTheRestFromTheLedgerEachBidOnce() {
        AuctionId auction = api.auction();
        IntStream.range(0, 5).forEach(i -> api.bid(auction, i % 2 == 0 ? "ann" : "bob", 2000 + 1000 * i));
        await().until(() -> api.feed
                        .newestBids(auction, Long.MAX_VALUE, 9)
                        .orElseThrow()
                        .bids()
                        .size()
                == 5);
        Response newest = api.get("/v1/auctions/" + auction + "/bids?limit=2");
        assertThat(sequences(newest)).containsExactly(5L, 4L);
        Response all = api.get("/v1/auctions/" + auction + "/bids?before=4");
        assertThat(sequences(all)).containsExactly(3L, 2L, 1L);
        assertThat(all.json().has("before")).isFalse();
        assertThat(api.ledger.historyReads.get())
                .as("a live auction's history needs no ledger")
                .isZero();

        // The reader loses its place, so memory knows only what comes now; the ledger has what came before.
        api.arena.gap.set(true);
        await().until(() -> !api.arena.gap.get());
        api.ledger.bids.put(
                auction,
                IntStream.rangeClosed(1, 5)
                        .mapToObj(i ->
                                new SeenBid(i, new AccountId("ann"), new Money(9), new Money(8), true, FakeArena.START))
                        .toList());
        await().until(() -> {
            api.bid(auction, "carl", 100_000 + 1000 * api.arena.decisions());
            return api.feed.newestBids(auction, Long.MAX_VALUE, 1).isPresent();
        });
        Response joined = api.get("/v1/auctions/" + auction + "/bids");
        List<Long> sequences = sequences(joined);
        assertThat(sequences).isSortedAccordingTo((a, b) -> Long.compare(b, a)).doesNotHaveDuplicates();
        assertThat(sequences).contains(1L, 5L);
        assertThat(api.get("/v1/auctions/9/bids").type()).isEqualTo("unknown-auction");
    }

    @Test
    void myBidsAreMineAndShowMyAmounts() {
        api.ledger.bids.put(
                new AuctionId(7),
                List.of(
                        new SeenBid(2, new AccountId("ann"), new Money(900), new Money(800), true, FakeArena.START),
                        new SeenBid(1, new AccountId("bob"), new Money(700), new Money(600), true, FakeArena.START)));
        Response mine = api.get("/v1/me/bids", "authorization", "Bearer " + api.bidder("ann"));
        assertThat(mine.json().get("bids")).hasSize(1);
        assertThat(mine.json().at("/bids/0/amount").asLong()).isEqualTo(900);
        assertThat(api.get("/v1/me/bids").status()).isEqualTo(401);
    }

    private static List<Long> sequences(Response history) {
        var sequences = new ArrayList<Long>();
        history.json()
                .get("bids")
                .forEach(bid -> sequences.add(bid.get("sequence").asLong()));
        return sequences;
    }
}
