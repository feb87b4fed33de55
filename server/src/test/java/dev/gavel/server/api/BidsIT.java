package dev.gavel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Result;
import dev.gavel.server.api.TestApi.Response;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.Answer.TooManyBids.Limit;
import dev.gavel.server.identity.Role;
import dev.gavel.server.listing.Wish;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BidsIT {
    private final TestApi api = new TestApi();
    private AuctionId auction = new AuctionId(1);

    @BeforeAll
    void list() {
        auction = api.auction();
    }

    @AfterAll
    void close() {
        api.close();
    }

    @Test
    void aBidIsAcceptedAndItsReceiptSaysWhatWasDecided() {
        AuctionId fresh = api.auction();
        Response response = api.bid(fresh, "ann", 5000);
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.json().get("outcome").asString()).isEqualTo("LEADING");
        assertThat(response.json().get("price").asLong()).isEqualTo(1000);
        assertThat(response.json().get("amount").asLong()).isEqualTo(5000);
        assertThat(response.json().get("receivedAt").asString()).isEqualTo("2027-03-01T10:00:00.000Z");
        assertThat(api.bid(fresh, "bob", 3000).json().get("outcome").asString()).isEqualTo("OUTBID");
    }

    @Test
    void aRefusedBidIsAProblemThatCarriesTheDecision() {
        AuctionId fresh = api.auction();
        api.bid(fresh, "ann", 5000);
        Response low = api.bid(fresh, "bob", 1050);
        assertThat(low.status()).isEqualTo(409);
        assertThat(low.type()).isEqualTo("too-low");
        assertThat(low.json().get("reason").asString()).isEqualTo("TOO_LOW");
        assertThat(low.json().get("sequence").asLong()).isEqualTo(2);
        assertThat(low.json().get("price").asLong()).isEqualTo(1000);
        assertThat(low.json().get("minimum").asLong()).isEqualTo(1100);
        assertThat(api.bid(fresh, "ann", 5000).type()).isEqualTo("not-above-own-maximum");
        Response own = api.bid(
                fresh,
                api.tokens.mint(new AccountId("sue"), Set.of(Role.BIDDER), TestApi.HOUR),
                "{\"amount\":9000,\"currency\":\"KRW\"}");
        assertThat(own.status()).isEqualTo(403);
        assertThat(own.type()).isEqualTo("own-auction");
    }

    @Test
    void aBidOnAnAuctionThatIsNotOpenOrClosedOrCancelledIsRefusedAsSuch() {
        AuctionId scheduled = api.auction("\"opensAt\":\"2027-03-01T10:30:00Z\",");
        assertThat(api.bid(scheduled, "ann", 5000).type()).isEqualTo("not-open");
        AuctionId closed = api.auction();
        api.arena.close(closed);
        assertThat(api.bid(closed, "ann", 5000).type()).isEqualTo("closed");
        AuctionId cancelled = api.auction();
        api.arena.intervene(cancelled, Wish.Cancel.bySeller(new AccountId("sue")));
        assertThat(api.bid(cancelled, "ann", 5000).type()).isEqualTo("cancelled");
    }

    @Test
    void anAuctionThatOnlyTheLedgerKnowsIsClosedNotUnknown() {
        AuctionId gone = api.auction();
        api.bid(gone, "ann", 5000);
        var listing = api.arena.find(gone).orElseThrow().listing();
        api.ledger.settled.put(gone, new Ledger.Settled(listing, new Result.Cancelled(), FakeArena.START, 0, ""));
        api.arena.forget(gone);
        assertThat(api.bid(gone, "bob", 5000).type()).isEqualTo("closed");
    }

    @ParameterizedTest
    @CsvSource({
        "RequestIdReused,422,request-id-reused",
        "RequestIdTooOld,409,request-id-too-old",
        "RequestIdFromFuture,400,request-id-from-future",
        "UnknownAuction,404,unknown-auction",
        "TooFast,429,too-many-bids",
        "TooManyOutstanding,429,too-many-bids",
        "Overloaded,503,overloaded",
        "NotReady,503,arena-not-ready",
        "Unknown,503,outcome-unknown"
    })
    void whateverIsNotDecidedHasItsOwnProblem(String answer, int status, String type) {
        api.arena.answerNext(
                switch (answer) {
                    case "RequestIdReused" -> new Answer.RequestIdReused();
                    case "RequestIdTooOld" -> new Answer.RequestIdTooOld();
                    case "RequestIdFromFuture" -> new Answer.RequestIdFromFuture();
                    case "UnknownAuction" -> new Answer.UnknownAuction();
                    case "TooFast" -> new Answer.TooManyBids(Limit.RATE, Duration.ofMillis(1500));
                    case "TooManyOutstanding" -> new Answer.TooManyBids(Limit.OUTSTANDING, Duration.ofNanos(1));
                    case "Overloaded" -> new Answer.Overloaded(Duration.ofMillis(1500));
                    case "NotReady" -> new Answer.NotReady(Duration.ofSeconds(1));
                    case "Unknown" -> new Answer.Unknown();
                    default -> throw new IllegalArgumentException(answer);
                });
        Response response = api.bid(auction, "ann", 5000);
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.type()).isEqualTo(type);
        if (answer.equals("Overloaded")) {
            assertThat(response.http().headers().firstValue("retry-after")).hasValue("2");
        }
        if (answer.equals("TooFast")) {
            assertThat(response.http().headers().firstValue("retry-after")).hasValue("2");
            assertThat(response.json().get("retryAfterMs").asLong()).isEqualTo(1500);
        }
        if (answer.equals("TooManyOutstanding")) {
            assertThat(response.http().headers().firstValue("retry-after")).hasValue("1");
            assertThat(response.json().get("retryAfterMs").asLong()).isEqualTo(1);
        }
        if (answer.equals("Unknown")) {
            assertThat(response.json().get("detail").asString()).contains("same request id");
        }
    }

    @Test
    void aBidRefusedAtTheEdgeHearsThePriceButHasNoSequence() {
        String id = TestApi.requestId();
        var bid = new Bid(new AccountId("bob"), new Money(1050), RequestId.parse(id));
        api.arena.answerNext(new Answer.TooLow(auction, bid, new Money(2000)));
        Response low = api.bid(auction, "bob", 1050);
        assertThat(low.status()).isEqualTo(409);
        assertThat(low.type()).isEqualTo("too-low");
        assertThat(low.json().get("detail").asString()).startsWith("refused before it was decided");
        assertThat(low.json().get("requestId").asString()).isEqualTo(id);
        assertThat(low.json().get("price").asLong()).isEqualTo(2000);
        assertThat(low.json().get("minimum").asLong()).isEqualTo(2100);
        assertThat(low.json().has("sequence")).isFalse();
        assertThat(low.json().has("reason")).isFalse();
    }

    @Test
    void whoHasUsedUpTheShareIsTurnedAwayBeforeAnythingOfTheRequestIsLookedAt() {
        api.arena.turnAwayNext(new Answer.TooManyBids(Limit.RATE, Duration.ofMillis(84)));
        long finds = api.arena.finds.get();
        Response response = api.bid(api.auction(), api.bidder("ann"), "no JSON at all");
        assertThat(response.status()).isEqualTo(429);
        assertThat(response.json().get("retryAfterMs").asLong()).isEqualTo(84);
        assertThat(api.arena.finds.get()).isEqualTo(finds);
        assertThat(api.get("/metrics").http().body())
                .contains("gavel_bids_total{outcome=\"too_many_per_second\",path=\"http\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"amount\":-1,\"currency\":\"KRW\"}|422|unacceptable-value",
                "{\"amount\":0,\"currency\":\"KRW\"}|422|unacceptable-value",
                "{\"amount\":1125899906842624,\"currency\":\"KRW\"}|422|unacceptable-value",
                "{\"amount\":9223372036854775808,\"currency\":\"KRW\"}|422|unacceptable-value",
                "{\"amount\":1e400,\"currency\":\"KRW\"}|400|malformed-request",
                "{\"amount\":10.5,\"currency\":\"KRW\"}|400|malformed-request",
                "{\"amount\":1000.0,\"currency\":\"KRW\"}|400|malformed-request",
                "{\"amount\":\"1000\",\"currency\":\"KRW\"}|400|malformed-request",
                "{\"amount\":NaN,\"currency\":\"KRW\"}|400|malformed-request",
                "{\"amount\":null,\"currency\":\"KRW\"}|400|malformed-request",
                "{\"amount\":[1],\"currency\":\"KRW\"}|400|malformed-request",
                "{\"amount\":1000}|400|malformed-request",
                "{\"currency\":\"KRW\"}|400|malformed-request",
                "{\"amount\":1000,\"currency\":\"USD\"}|422|wrong-currency",
                "{\"amount\":1000,\"currency\":\"krw\"}|422|wrong-currency",
                "{\"amount\":1000,\"currency\":410}|400|malformed-request",
                "{\"amount\":1000,\"currency\":\"KRW\",\"max\":1}|400|malformed-request",
                "{\"amount\":1000,\"currency\":\"KRW\",\"\\ud800\":1}|400|malformed-request",
                "{\"amount\":1000,\"amount\":2000,\"currency\":\"KRW\"}|400|malformed-request",
                "{\"amount\":1000,\"currency\":\"KRW\"}{}|400|malformed-request",
                "{\"amount\":1000,\"currency\":\"KRW\"|400|malformed-request",
                "[]|400|malformed-request",
                "null|400|malformed-request",
                "''|400|malformed-request",
                "[[[[[[[[[[[[[[[[[[[[[[[[|400|malformed-request",
            })
    void badInputGetsAProblemAndChangesNothing(String body, int status, String type) {
        long before = api.arena.decisions();
        Response response = api.bid(auction, api.bidder("ann"), body);
        assertThat(response.status()).as(response.json().toString()).isEqualTo(status);
        assertThat(response.type()).isEqualTo(type);
        assertThat(api.arena.decisions()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "abc",
        "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "0197a3b4-5c6d-7e8f-1a0b-1c2d3e4f5a6b",
        "'\"0197a3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b'"
    })
    void aBidNeedsAnIdempotencyKeyThatTellsItsAge(String key) {
        Response response = api.post(
                "/v1/auctions/" + auction + "/bids",
                "{\"amount\":5000,\"currency\":\"KRW\"}",
                "authorization",
                "Bearer " + api.bidder("ann"),
                "idempotency-key",
                key);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.type()).isEqualTo("idempotency-key-required");
        assertThat(response.json().get("detail").asString()).contains("UUID version 7");
    }

    @Test
    void anUnknownAuctionIsNotFound() {
        assertThat(api.bid(new AuctionId(Long.MAX_VALUE), "ann", 5000).type()).isEqualTo("unknown-auction");
        Response notAnId = api.post("/v1/auctions/01/bids", "{}", "authorization", "Bearer " + api.bidder("ann"));
        assertThat(notAnId.type()).isEqualTo("unknown-auction");
    }

    @Test
    void theArenaIsAskedForTheTermsOfAnAuctionOnceForEachEventLoop() {
        AuctionId fresh = api.auction();
        long before = api.arena.finds.get();
        for (int i = 0; i < 20; i++) {
            api.bid(fresh, "ann", 5000 + i);
        }
        assertThat(api.arena.finds.get() - before).isLessThanOrEqualTo(2);
    }

    @Test
    void bidsAreCountedByOutcomeAndRequestsByRouteNeverByAuction() {
        AuctionId fresh = api.auction();
        api.bid(fresh, "somebody-who-leads", 5000);
        api.bid(fresh, "bob", 1);
        String metrics = api.get("/metrics").http().body();
        assertThat(metrics)
                .contains("gavel_bids_total{outcome=\"leading\",path=\"http\"}")
                .contains("gavel_bids_total{outcome=\"too_low\",path=\"http\"}")
                .contains("route=\"/v1/auctions/{id}/bids\",status=\"201\"")
                .contains("jvm_memory_used_bytes")
                // As a label or a part of one; a value may have the same digits.
                .doesNotContain("\"" + fresh, "/" + fresh)
                .doesNotContain("somebody");
    }
}
