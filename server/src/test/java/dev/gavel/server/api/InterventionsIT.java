package dev.gavel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Result;
import dev.gavel.server.api.TestApi.Response;
import dev.gavel.server.identity.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators, sellers, and bidders who ask may do to an auction, over HTTP. */
class InterventionsIT {
    private final TestApi api = new TestApi();
    private final AuctionId auction = api.auction();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void onlyOperatorsPauseAndOnlyWithAReason() {
        assertThat(post("/pause", WHY, api.seller("sue")).type()).isEqualTo("forbidden");
        assertThat(post("/pause", WHY, api.bidder("ann")).type()).isEqualTo("forbidden");
        assertThat(api.post("/v1/auctions/" + auction + "/pause", WHY).type()).isEqualTo("unauthorized");
        assertThat(post("/pause", "{\"reason\":\" \"}", operator()).type()).isEqualTo("unacceptable-value");
        assertThat(post("/pause", "{}", operator()).type()).isEqualTo("unacceptable-value");
        assertThat(post("/pause", "{\"reason\":\"" + "x".repeat(501) + "\"}", operator())
                        .type())
                .isEqualTo("unacceptable-value");
        assertThat(state()).isEqualTo("OPEN");
    }

    @Test
    void aPausedAuctionSaysWhyAndGoesOnLater() {
        assertThat(post("/pause", WHY, operator()).status()).isEqualTo(204);
        assertThat(post("/pause", WHY, operator()).status()).as("done before").isEqualTo(204);
        assertThat(state()).isEqualTo("PAUSED");
        assertThat(read().json().path("notice").asString()).isEqualTo("a fire alarm");
        assertThat(api.get("/v1/auctions").json().at("/auctions/0/state").asString())
                .as("people look for it among the open ones")
                .isEqualTo("PAUSED");
        Response refused = api.bid(auction, "ann", 5_000);
        assertThat(refused.type()).isEqualTo("paused");
        assertThat(refused.json().path("reason").asString()).isEqualTo("PAUSED");

        api.arena.now.addAndGet(90_000);
        assertThat(post("/resume", WHY, operator()).status()).isEqualTo(204);
        assertThat(state()).isEqualTo("OPEN");
        assertThat(read().json().has("notice")).isFalse();
        assertThat(read().json().path("closesAt").asString()).isEqualTo("2027-03-01T11:01:30.000Z");
        assertThat(api.bid(auction, "ann", 5_000).status()).isEqualTo(201);
    }

    @Test
    void anOperatorEndsAnAuctionThatHasBids() {
        api.bid(auction, "ann", 5_000);
        assertThat(post("/cancel", WHY, api.seller("sue")).type()).isEqualTo("has-bids");
        assertThat(post("/cancel", "{}", operator()).type()).isEqualTo("unacceptable-value");
        assertThat(post("/cancel", WHY, operator()).status()).isEqualTo(204);
        assertThat(state()).isEqualTo("CANCELLED");
        assertThat(read().json().path("notice").asString()).isEqualTo("a fire alarm");
        assertThat(post("/resume", WHY, operator()).type()).isEqualTo("closed");
    }

    @Test
    void whyItWasCancelledIsKnownAfterItHasLeftTheArena() {
        var listing = api.arena.find(auction).orElseThrow().listing();
        api.ledger.settled.put(
                auction, new Ledger.Settled(listing, new Result.Cancelled(), FakeArena.START, 3, "a fire alarm"));
        api.arena.forget(auction);
        assertThat(read().json().path("notice").asString()).isEqualTo("a fire alarm");
        assertThat(post("/pause", WHY, operator()).type()).isEqualTo("closed");
    }

    @Test
    void whoWishesToBidAsksAndTheSellerAnswers() {
        AuctionId closed = api.auction("\"approval\":true,");
        assertThat(api.get("/v1/auctions/" + closed).json().path("approval").asBoolean())
                .isTrue();
        assertThat(api.bid(closed, "ann", 5_000).type()).isEqualTo("not-approved");
        assertThat(ask(closed, api.seller("sue")).type()).isEqualTo("forbidden");
        assertThat(ask(closed, api.bidder("ann")).status()).isEqualTo(204);
        assertThat(bidders(closed, api.seller("sue")).json().toString())
                .isEqualTo("{\"bidders\":[{\"bidder\":\"ann\",\"standing\":\"ASKED\"}]}");
        assertThat(say(closed, "ann", "{\"standing\":\"APPROVED\",\"limit\":6000}", api.seller("sue"))
                        .status())
                .isEqualTo(204);
        assertThat(api.bid(closed, "ann", 6_001).type()).isEqualTo("over-limit");
        assertThat(api.bid(closed, "ann", 6_000).status()).isEqualTo(201);
        assertThat(ask(closed, api.bidder("ann")).status())
                .as("changes nothing")
                .isEqualTo(204);
        assertThat(bidders(closed, operator()).json().at("/bidders/0/limit").asLong())
                .isEqualTo(6_000);
    }

    @Test
    void aBlockedBidderIsBlockedInThisAuctionAlone() {
        assertThat(say(auction, "bob", "{\"standing\":\"BLOCKED\",\"reason\":\"did not pay\"}", operator())
                        .status())
                .isEqualTo(204);
        assertThat(api.bid(auction, "bob", 5_000).type()).isEqualTo("blocked");
        assertThat(api.bid(api.auction(), "bob", 5_000).status()).isEqualTo(201);
    }

    @Test
    void whatIsSaidOfBiddersIsForTheSellerAndOperatorsAlone() {
        assertThat(bidders(auction, api.seller("tom")).type()).isEqualTo("forbidden");
        assertThat(bidders(auction, api.bidder("ann")).type()).isEqualTo("forbidden");
        String blocked = "{\"standing\":\"BLOCKED\"}";
        assertThat(say(auction, "bob", blocked, api.seller("tom")).type()).isEqualTo("forbidden");
        assertThat(say(auction, "bob", blocked, api.bidder("ann")).type()).isEqualTo("forbidden");
        assertThat(say(new AuctionId(9), "bob", blocked, api.seller("sue")).type())
                .isEqualTo("unknown-auction");
    }

    @Test
    void whatCannotBeSaidIsRefused() {
        String seller = api.seller("sue");
        assertThat(say(auction, "bob", "{\"standing\":\"ASKED\"}", seller).type())
                .isEqualTo("malformed-request");
        assertThat(say(auction, "bob", "{}", seller).type()).isEqualTo("malformed-request");
        assertThat(say(auction, "bob", "{\"standing\":\"APPROVED\",\"limit\":0}", seller)
                        .type())
                .isEqualTo("unacceptable-value");
        assertThat(say(auction, "bob", "{\"standing\":\"APPROVED\",\"limit\":" + (Money.MINOR_MAX + 1) + "}", seller)
                        .type())
                .isEqualTo("unacceptable-value");
        assertThat(say(auction, "no%20name", "{\"standing\":\"BLOCKED\"}", seller)
                        .type())
                .isEqualTo("not-found");
    }

    private static final String WHY = "{\"reason\":\"a fire alarm\"}";

    private String operator() {
        return api.token(new AccountId("olga"), Role.OPERATOR);
    }

    private Response read() {
        return api.get("/v1/auctions/" + auction);
    }

    private String state() {
        return read().json().path("state").asString();
    }

    private Response post(String what, String body, String token) {
        return api.post("/v1/auctions/" + auction + what, body, "authorization", "Bearer " + token);
    }

    private Response ask(AuctionId where, String token) {
        return api.post("/v1/auctions/" + where + "/bidders", "{}", "authorization", "Bearer " + token);
    }

    private Response bidders(AuctionId where, String token) {
        return api.get("/v1/auctions/" + where + "/bidders", "authorization", "Bearer " + token);
    }

    private Response say(AuctionId where, String bidder, String body, String token) {
        return api.put("/v1/auctions/" + where + "/bidders/" + bidder, body, "authorization", "Bearer " + token);
    }
}
