package dev.gavel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Result;
import dev.gavel.server.Collector;
import dev.gavel.server.arena.ArenaException;
import dev.gavel.server.arena.NotLevelException;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.monitoring.BidMeters.Path;
import dev.gavel.server.tracing.TracesConfig;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is answered to a bid is counted once, and its trace ends: also where it fails before it reaches a queue. */
final class BidsCountedIT {
    private static final Duration WAIT_MAX = Duration.ofSeconds(10);

    private Collector collector;
    private TestApi api;

    @BeforeEach
    void start() throws IOException {
        collector = new Collector();
        api = new TestApi(new TracesConfig(collector.endpoint(), 1, 1_000));
    }

    @AfterEach
    void stop() {
        api.close();
        collector.close();
    }

    @ParameterizedTest
    @EnumSource
    void aStoreThatDoesNotAnswerAtAnAuctionsFirstLookUp(Path path) throws Exception {
        AuctionId auction = api.auction();
        api.arena.failWith(new ArenaException("reading an auction", new IOException("gone")));
        assertThat(bid(path, auction)).contains("store-unavailable");
        assertCounted("store_unavailable", path);
        assertThat(span().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    }

    @ParameterizedTest
    @EnumSource
    void anArenaThatIsNotLevelAtAnAuctionsFirstLookUp(Path path) throws Exception {
        AuctionId auction = api.auction();
        api.arena.failWith(new NotLevelException("being recovered"));
        assertThat(bid(path, auction)).contains("arena-not-ready");
        assertCounted("not_ready", path);
    }

    /** Once its auction is known, and while it is looked up, when other bids wait with it. */
    @ParameterizedTest
    @EnumSource
    void aFailureOfTheProgramEndsTheTraceAndIsAnswered(Path path) throws Exception {
        AuctionId auction = api.auction();
        api.arena.failPlacing(new IllegalStateException("a test breaks it"));
        assertThat(bid(path, auction)).contains("internal-error");
        assertCounted("internal_error", path);
        assertThat(span().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        // Of a known auction nothing stands between the bid's arrival and the failure.
        bid(path, auction);
        for (int i = 0; i < 4; i++) {
            api.arena.failPlacing(new IllegalStateException("a test breaks it again"));
            assertThat(bid(path, auction)).contains("internal-error");
        }
        assertThat(api.held()).isZero();
        Awaitility.await().atMost(WAIT_MAX).until(() -> collector.traces().size() == 6);
    }

    @ParameterizedTest
    @EnumSource
    void anAuctionThatNobodyKnows(Path path) throws Exception {
        assertThat(bid(path, new AuctionId(5))).contains("unknown-auction");
        assertCounted("unknown_auction", path);
        assertRefused("unknown_auction");
    }

    /** Its pricing is known; the arena says that it is gone. */
    @ParameterizedTest
    @EnumSource
    void anAuctionThatTheArenaKnowsNoMore(Path path) throws Exception {
        AuctionId auction = api.auction();
        api.arena.answerNext(new Answer.UnknownAuction());
        assertThat(bid(path, auction)).contains("unknown-auction");
        assertCounted("unknown_auction", path);
    }

    @ParameterizedTest
    @EnumSource
    void anAuctionThatIsSettled(Path path) throws Exception {
        AuctionId auction = api.auction();
        var listing = api.arena.find(auction).orElseThrow().listing();
        api.ledger.settled.put(auction, new Ledger.Settled(listing, new Result.Cancelled(), FakeArena.START, 0, ""));
        api.arena.forget(auction);
        assertThat(bid(path, auction)).contains("closed");
        assertCounted("settled", path);
        assertRefused("closed");
    }

    @ParameterizedTest
    @EnumSource
    void anotherCurrency(Path path) throws Exception {
        assertThat(bid(path, api.auction(), 1_000, "EUR")).contains("wrong-currency");
        assertCounted("wrong_currency", path);
        assertRefused("wrong_currency");
    }

    @ParameterizedTest
    @EnumSource
    void anAmountThatIsNone(Path path) throws Exception {
        assertThat(bid(path, api.auction(), -1, "KRW")).contains("unacceptable-value");
        assertCounted("unacceptable", path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer no.token.at-all"})
    void noToken(String token) throws Exception {
        HttpRequest.Builder request = post(api.auction(), 1_000, "KRW");
        String body = send(token.isEmpty() ? request : request.header("authorization", token));
        assertThat(body).contains("unauthorized");
        assertCounted("unauthorized", Path.HTTP);
    }

    /** Its client is told to ask another node; some bids are late by it, or are not made. */
    @Test
    void aNodeThatEnds() throws Exception {
        AuctionId auction = api.auction();
        assertThat(bid(Path.HTTP, auction)).contains("LEADING");
        Thread ending = Thread.ofVirtual().start(api::endServer);
        String said = bid(Path.HTTP, auction, 500, "KRW");
        while (said.contains("not-above-own-maximum")) {
            said = bid(Path.HTTP, auction, 500, "KRW");
        }
        assertThat(said).contains("overloaded");
        ending.join();
        assertThat(count("leaving", Path.HTTP)).isEqualTo(1);
        assertThat(count("overloaded", Path.HTTP)).isZero();
    }

    /** The node cannot say when they came, and says that they wait. */
    @ParameterizedTest
    @EnumSource
    void bidsWithoutAStampWaitUntilTheyAreAnswered(Path path) throws Exception {
        AuctionId auction = api.auction();
        api.arena.uncertain.set(true);
        api.arena.holdAnswers();
        Thread bidding = Thread.ofVirtual().start(() -> {
            try {
                bid(path, auction);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Awaitility.await().atMost(WAIT_MAX).until(() -> api.held() == 1);
        api.arena.releaseAnswers();
        bidding.join();
        assertThat(api.held()).isZero();
    }

    private void assertCounted(String outcome, Path path) {
        assertThat(count(outcome, path)).as(outcome).isEqualTo(1);
        double all = api.metrics.registry().get("gavel.bids").functionCounters().stream()
                .mapToDouble(it -> it.count())
                .sum();
        assertThat(all).as("nothing besides").isEqualTo(1);
    }

    private double count(String outcome, Path path) {
        return api.metrics
                .registry()
                .get("gavel.bids")
                .tag("outcome", outcome)
                .tag("path", path.name().toLowerCase(Locale.ROOT))
                .functionCounter()
                .count();
    }

    /** A bidder's mistake is no failure. */
    private void assertRefused(String outcome) {
        Span span = span();
        assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(Collector.attributes(span)).containsEntry("gavel.outcome", outcome);
    }

    private Span span() {
        String trace = Awaitility.await()
                .atMost(WAIT_MAX)
                .until(collector::traces, it -> it.size() == 1)
                .getFirst();
        return collector.of(trace).getFirst();
    }

    private String bid(Path path, AuctionId auction) throws Exception {
        return bid(path, auction, 1_000, "KRW");
    }

    private String bid(Path path, AuctionId auction, long amount, String currency) throws Exception {
        String token = "Bearer " + api.bidder("ann");
        return switch (path) {
            case HTTP -> send(post(auction, amount, currency).header("authorization", token));
            case WEBSOCKET -> overSocket(token, """
                    {"type":"bid","ref":1,"auction":"%s","requestId":"%s","amount":%d,"currency":"%s"}""".formatted(auction, TestApi.requestId(), amount, currency));
        };
    }

    private HttpRequest.Builder post(AuctionId auction, long amount, String currency) {
        return api.request("/v1/auctions/" + auction + "/bids")
                .header("content-type", "application/json")
                .header("idempotency-key", TestApi.requestId())
                .POST(BodyPublishers.ofString("{\"amount\":" + amount + ",\"currency\":\"" + currency + "\"}"));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = api.http().send(request.build(), BodyHandlers.ofString());
        return response.body();
    }

    private String overSocket(String token, String message) throws Exception {
        var answer = new CompletableFuture<String>();
        WebSocket socket = api.http()
                .newWebSocketBuilder()
                .header("authorization", token)
                .buildAsync(URI.create("ws://127.0.0.1:" + api.port + "/v1/socket"), new Answers(answer))
                .get(WAIT_MAX.toSeconds(), TimeUnit.SECONDS);
        CompletableFuture<WebSocket> sent = socket.sendText(message, true);
        try {
            return sent.thenCombine(answer, (_, frame) -> frame).get(WAIT_MAX.toSeconds(), TimeUnit.SECONDS);
        } finally {
            socket.abort();
        }
    }

    private record Answers(CompletableFuture<String> first) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            first.complete(text.toString());
            return WebSocket.Listener.super.onText(socket, text, last);
        }
    }
}
