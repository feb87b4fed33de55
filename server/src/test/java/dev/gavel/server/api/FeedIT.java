package dev.gavel.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.feed.FeedConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The feed over real connections. What a watcher sees is the same over both, so most tests take both. */
final class FeedIT {
    private static final ApiConfig.Watching QUICK =
            new ApiConfig.Watching(3, Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMillis(500), 16 * 1024);

    private static final ApiConfig.Watching CROWD = new ApiConfig.Watching(
            1_000, Duration.ofMillis(1), Duration.ofSeconds(15), Duration.ofSeconds(30), 16 * 1024);
    private static final FeedConfig CROWD_FEED = new FeedConfig(
            Duration.ofMillis(1), Duration.ofMillis(1), 8, 32, 200, Duration.ofMinutes(1), 100, Duration.ofSeconds(1));

    private final TestApi api = new TestApi(ApiConfig.Limits.DEFAULT, QUICK);

    @AfterEach
    void close() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWatcherSeesThePresentStateThenEachChangeThenTheResult(boolean webSocket) {
        AuctionId auction = api.auction();
        api.bid(auction, "ann", 5000);
        await().until(() -> seen(auction) == 1);
        try (Watching watching = watch(auction, webSocket)) {
            await().until(() -> watching.last() != null);
            assertThat(watching.first().get("leader").asString()).isEqualTo("ann");
            assertThat(watching.first().get("bids").asLong()).isEqualTo(1);
            assertThat(watching.first().get("state").asString()).isEqualTo("OPEN");
            api.bid(auction, "bob", 3000);
            await().until(() -> watching.price() == 3100);
            api.arena.close(auction);
            await().until(() -> watching.state().equals("CLOSED"));
            JsonNode result = watching.messages.getLast().get("result");
            assertThat(result.get("outcome").asString()).isEqualTo("SOLD");
            assertThat(result.get("winner").asString()).isEqualTo("ann");
            assertThat(watching.messages.toString()).doesNotContain("5000");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRushIsConflatedToTwentyUpdatesASecondAndTheLastStateArrives(boolean webSocket) {
        AuctionId auction = api.auction();
        try (Watching watching = watch(auction, webSocket)) {
            await().until(() -> watching.last() != null);
            long startedAt = System.nanoTime();
            int bids = 0;
            String ann = api.bidder("ann");
            while (System.nanoTime() - startedAt < 1_000_000_000L) {
                bids++;
                api.bid(auction, ann, "{\"amount\":" + (10_000 + bids) + ",\"currency\":\"KRW\"}");
            }
            api.arena.close(auction);
            int all = bids;
            await().until(() -> watching.state().equals("CLOSED"));
            assertThat(watching.bids()).isEqualTo(all);
            long elapsedMs = Duration.ofNanos(System.nanoTime() - startedAt).toMillis();
            // The state at the start, and one for the part of an interval at either end.
            assertThat(watching.messages).hasSizeLessThanOrEqualTo((int) (elapsedMs / 50) + 3);
            System.out.println("conflated " + all + " bids to " + watching.messages.size() + " updates");
        }
    }

    /** More than one slice of a sweep, and updates that come faster than sweeps end: see FeedRooms. */
    @Test
    void hundredsOfWatchersAllSeeTheResult() {
        Vertx vertx = Vertx.vertx();
        try (var crowded = new TestApi(ApiConfig.Limits.DEFAULT, CROWD, CROWD_FEED)) {
            AuctionId auction = crowded.auction();
            WebSocketClient clients = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(500));
            List<String> last = new CopyOnWriteArrayList<>(Collections.nCopies(500, ""));
            for (int i = 0; i < 500; i++) {
                int watcher = i;
                clients.connect(crowded.port, "127.0.0.1", "/v1/auctions/" + auction + "/feed")
                        .await()
                        .textMessageHandler(update -> last.set(watcher, update));
            }
            for (int n = 1; n <= 20; n++) {
                crowded.bid(auction, "ann", 1_000L * n);
            }
            crowded.bid(auction, "bob", 100_000);
            crowded.arena.close(auction);
            await().until(() -> last.stream().allMatch(update -> update.contains("\"CLOSED\"")));
            assertThat(last).allMatch(update -> update.contains("\"winner\":\"bob\""));
            // Used to the end: Vert.x closes the connections of a client that nobody refers to.
            clients.close().await();
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void aFloodOfRefusedBidsCostsNoUpdate() {
        AuctionId auction = api.auction();
        api.bid(auction, "ann", 5000);
        try (Watching watching = watch(auction, false)) {
            await().until(() -> watching.bids() == 1);
            api.bid(auction, "bob", 6000);
            await().until(() -> watching.bids() == 2);
            int before = watching.messages.size();
            // For as long as several updates take, and until one comes that has to.
            long until = System.nanoTime() + 10 * QUICK.updateEvery().toNanos();
            while (System.nanoTime() < until) {
                assertThat(api.bid(auction, "ann", 1).status()).isEqualTo(409);
            }
            api.bid(auction, "ann", 7000);
            await().until(() -> watching.bids() == 3);
            assertThat(watching.messages).hasSize(before + 1);
        }
    }

    @Test
    void aScheduledAuctionOpensBeforeItsWatchersEyes() {
        AuctionId auction = api.auction("\"opensAt\":\"2027-03-01T10:00:01Z\",");
        try (Watching watching = watch(auction, true)) {
            await().until(() -> watching.state().equals("SCHEDULED"));
            api.arena.now.addAndGet(1000);
            await().until(() -> watching.state().equals("OPEN"));
        }
    }

    @Test
    void aWatcherWhoHasAConnectionCutComesBackToThePresentState() {
        AuctionId auction = api.auction();
        try (Watching watching = watch(auction, true)) {
            await().until(() -> watching.last() != null);
        }
        api.bid(auction, "ann", 5000);
        api.bid(auction, "bob", 6000);
        await().until(() -> seen(auction) == 2);
        try (Watching watching = watch(auction, true)) {
            await().until(() -> watching.last() != null);
            assertThat(watching.first().get("leader").asString()).isEqualTo("bob");
        }
    }

    @Test
    void afterAGapInTheLogWatchersSeeWhatTheArenaSays() {
        AuctionId auction = api.auction();
        try (Watching watching = watch(auction, false)) {
            await().until(() -> watching.last() != null);
            api.arena.gap.set(true);
            api.bid(auction, "ann", 5000);
            await().until(() -> watching.bids() == 1);
            api.bid(auction, "bob", 7000);
            await().until(() -> watching.bids() == 2);
        }
    }

    @Test
    void anAuctionThatOpenedBeforeThisNodeReadTheLogIsAskedOfTheArena() {
        AuctionId auction = api.auction();
        api.bid(auction, "ann", 5000);
        try (TestApi late = new TestApi(ApiConfig.Limits.DEFAULT, QUICK)) {
            assertThat(late.get("/v1/auctions/" + auction + "/feed").status()).isEqualTo(404);
        }
        // A gap makes the reader start at the log's end, so nothing of the auction is known but by the arena.
        api.arena.gap.set(true);
        await().until(() -> !api.arena.gap.get());
        try (Watching watching = watch(auction, false)) {
            await().until(() -> watching.bids() == 1);
            api.bid(auction, "bob", 7000);
            await().until(() -> watching.bids() == 2);
        }
    }

    @Test
    void seatsAreBoundedAndGivenBack() {
        AuctionId auction = api.auction();
        Watching one = watch(auction, true);
        Watching two = watch(auction, false);
        Watching three = watch(auction, true);
        var full = api.get("/v1/auctions/" + auction + "/feed");
        assertThat(full.status()).isEqualTo(503);
        assertThat(full.http().headers().firstValue("retry-after")).isPresent();
        assertThat(refusedUpgrade(auction)).isEqualTo(503);
        one.close();
        two.close();
        three.close();
        await().until(() -> {
            return refusedUpgrade(auction) == 101;
        });
    }

    @Test
    void heartbeatsShowThatTheServerIsThere() {
        AuctionId auction = api.auction();
        try (Watching events = watch(auction, false);
                Watching socket = watch(auction, true)) {
            await().until(() -> events.beats.get() > 1 && socket.beats.get() > 1);
        }
    }

    @Test
    void whatIsNoAuctionOrNoFeedIsAProblemBeforeAnyUpgrade() {
        assertThat(api.get("/v1/auctions/99/feed").type()).isEqualTo("unknown-auction");
        assertThat(refusedUpgrade(new AuctionId(99))).isEqualTo(404);
        AuctionId auction = api.auction();
        assertThat(api.get("/v1/auctions/" + auction + "/feed", "accept", "application/json")
                        .type())
                .isEqualTo("not-acceptable");
    }

    @Test
    void aStoppingServerTellsWatchersToGoElsewhere() {
        AuctionId auction = api.auction();
        Watching socket = watch(auction, true);
        Watching events = watch(auction, false);
        await().until(() -> socket.last() != null && events.last() != null);
        api.stop();
        await().until(() -> socket.ended.get() && events.ended.get());
        assertThat(socket.closeStatus.get()).isEqualTo(1001);
    }

    @Test
    void aWatcherWhoseConnectionEndsGivesItsSeatBack() throws IOException {
        AuctionId auction = api.auction();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.port)) {
            socket.getOutputStream()
                    .write(("GET /v1/auctions/" + auction + "/feed HTTP/1.1\r\nhost: x\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> watchers() == 1);
        }
        await().until(() -> watchers() == 0);
    }

    private int seen(AuctionId auction) {
        return api.feed
                .newestBids(auction, Long.MAX_VALUE, 9)
                .orElseThrow()
                .bids()
                .size();
    }

    private double watchers() {
        return api.metrics.registry().get("gavel.feed.watchers").gauge().value();
    }

    private int refusedUpgrade(AuctionId auction) {
        try {
            watch(auction, true).close();
            return 101;
        } catch (CompletionException e) {
            return e.getCause() instanceof WebSocketHandshakeException refused
                    ? refused.getResponse().statusCode()
                    : -1;
        }
    }

    private Watching watch(AuctionId auction, boolean webSocket) {
        var watching = new Watching();
        if (webSocket) {
            WebSocket socket = api.http()
                    .newWebSocketBuilder()
                    .buildAsync(
                            URI.create("ws://127.0.0.1:" + api.port + "/v1/auctions/" + auction + "/feed"), watching)
                    .join();
            watching.closing = socket::abort;
        } else {
            HttpResponse<InputStream> response = api.http()
                    .sendAsync(
                            api.request("/v1/auctions/" + auction + "/feed")
                                    .header("accept", "text/event-stream")
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream())
                    .join();
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
            watching.closing = () -> {
                try {
                    response.body().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
            Thread.ofVirtual().start(() -> watching.read(response.body()));
        }
        return watching;
    }

    /** What one watcher was sent; each message is held against the schema. */
    private static final class Watching implements WebSocket.Listener, AutoCloseable {
        private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
        private final AtomicInteger beats = new AtomicInteger();
        private final AtomicInteger closeStatus = new AtomicInteger();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final StringBuilder part = new StringBuilder();
        private Runnable closing = () -> {};

        private void message(String json) {
            assertThat(TestApi.openApi().validate("Update", json)).isEmpty();
            messages.add(TestApi.JSON.readTree(json));
        }

        private void read(InputStream body) {
            try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("data: ")) {
                        message(line.substring("data: ".length()));
                    } else if (line.startsWith(":")) {
                        beats.incrementAndGet();
                    }
                }
            } catch (IOException e) {
                // The test closed it.
            } finally {
                ended.set(true);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                message(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
            beats.incrementAndGet();
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closeStatus.set(status);
            ended.set(true);
            return null;
        }

        private @Nullable JsonNode last() {
            return messages.isEmpty() ? null : messages.getLast();
        }

        private JsonNode first() {
            return messages.getFirst();
        }

        private long price() {
            JsonNode last = last();
            return last == null ? -1 : last.path("price").asLong(-1);
        }

        private long bids() {
            JsonNode last = last();
            return last == null ? -1 : last.path("bids").asLong(-1);
        }

        private String state() {
            JsonNode last = last();
            return last == null ? "" : last.path("state").asString("");
        }

        @Override
        public void close() {
            closing.run();
        }
    }
}
