package dev.gavel.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import dev.gavel.auction.RequestId;
import dev.gavel.server.api.socket.ClientMessage;
import dev.gavel.server.api.socket.ClientMessage.Authenticate;
import dev.gavel.server.api.socket.ClientMessage.PlaceBid;
import dev.gavel.server.api.socket.ClientMessage.Unwatch;
import dev.gavel.server.api.socket.ClientMessage.Watch;
import dev.gavel.server.api.socket.Form;
import dev.gavel.server.api.socket.FormTest;
import dev.gavel.server.api.socket.FrameWriter;
import dev.gavel.server.api.socket.ServerMessage;
import dev.gavel.server.api.socket.ServerMessage.Authenticated;
import dev.gavel.server.api.socket.ServerMessage.Decided;
import dev.gavel.server.api.socket.ServerMessage.Problem;
import dev.gavel.server.api.socket.ServerMessage.Updated;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.feed.AuctionView;
import dev.gavel.server.identity.Role;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Bids and updates over one WebSocket, in both forms; every JSON message is held against asyncapi.yaml. */
final class SocketIT {
    private static final Schemas ASYNC_API = new Schemas("/asyncapi.yaml");
    private static final ApiConfig.Watching QUICK =
            new ApiConfig.Watching(3, Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMillis(500), 16 * 1024);

    private final TestApi api = new TestApi(ApiConfig.Limits.DEFAULT, QUICK);
    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient sockets = vertx.createWebSocketClient();

    @AfterEach
    void close() {
        vertx.close().await();
        api.close();
    }

    static Stream<Form> forms() {
        return Form.all().stream();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void oneConnectionBidsInManyAuctions(Form form) {
        List<AuctionId> auctions =
                IntStream.range(0, 5).mapToObj(_ -> api.auction()).toList();
        Client ann = connect(form, api.bidder("ann"));
        List<PlaceBid> bids = IntStream.range(0, 50)
                .mapToObj(n -> bid(n, auctions.get(n % 5), 1_000 + 100L * n))
                .toList();
        ann.say(bids);
        await().until(() -> ann.heard(Decided.class).size() == 50);
        for (PlaceBid bid : bids) {
            assertThat(ann.decided(bid.ref()).outcome()).isEqualTo(new Outcome.Leading());
        }
        assertThat(ann.frames.size()).as("answers are packed").isLessThan(50);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyOutcomeAndEveryProblemReachesItsBid(Form form) {
        AuctionId auction = api.auction();
        Client ann = connect(form, api.bidder("ann"));
        Client sue = connect(form, api.bidder("sue"));
        ann.say(List.of(
                bid(0, auction, 999),
                bid(1, auction, 1_500),
                bid(2, auction, 1_400),
                new PlaceBid(3, auction, requestId(), new Money(2_000), "EUR", null),
                bid(4, new AuctionId(5), 2_000)));
        sue.say(List.of(bid(4_294_967_295L, auction, 2_000)));
        assertThat(ann.decided(0).outcome()).isEqualTo(new Outcome.Refused(Reason.TOO_LOW));
        assertThat(ann.decided(0).minimum()).isEqualTo(new Money(1_000));
        assertThat(ann.decided(0).price()).isNull();
        assertThat(ann.decided(1).price()).isEqualTo(new Money(1_000));
        assertThat(ann.decided(2).outcome()).isEqualTo(new Outcome.Refused(Reason.NOT_ABOVE_OWN_MAXIMUM));
        assertThat(ann.problem(3).problem()).isEqualTo("wrong-currency");
        assertThat(ann.problem(4).problem()).isEqualTo("unknown-auction");
        assertThat(sue.decided(4_294_967_295L).outcome()).isEqualTo(new Outcome.Refused(Reason.OWN_AUCTION));
        api.arena.answerNext(new Answer.Overloaded(Duration.ofMillis(1_500)));
        ann.say(List.of(bid(5, auction, 2_000)));
        assertThat(ann.problem(5).problem()).isEqualTo("overloaded");
        assertThat(ann.problem(5).retryAfterMs()).isEqualTo(1_500);
        api.arena.answerNext(new Answer.Unknown());
        ann.say(List.of(bid(6, auction, 2_000)));
        assertThat(ann.problem(6).problem()).isEqualTo("outcome-unknown");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aTokenMayComeInAMessageAndBidsBehindItWaitForIt(Form form) {
        AuctionId auction = api.auction();
        Client client = connect(form, null);
        client.say(List.of(bid(1, auction, 1_000)));
        assertThat(client.problem(1).problem()).isEqualTo("unauthorized");
        client.say(List.of(new Authenticate("no.token.at-all")));
        await().until(() -> client.heard(Problem.class).stream().anyMatch(it -> it.ref() == Problem.NO_REF));
        client.say(List.of(new Authenticate(api.bidder("ann")), bid(2, auction, 1_000)));
        assertThat(client.decided(2).outcome()).isEqualTo(new Outcome.Leading());
        assertThat(client.heard(Authenticated.class).getFirst().account()).isEqualTo(new AccountId("ann"));
        client.say(List.of(new Authenticate(api.bidder("bob")), bid(3, auction, 5_000)));
        assertThat(client.decided(3).outcome()).as("still ann's").isEqualTo(new Outcome.Leading());
        assertThat(client.heard(Authenticated.class)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aGatewayBidsForOthersAndABidderOnlyForItself(Form form) {
        AuctionId auction = api.auction();
        Client gateway = connect(form, api.tokens.mint(new AccountId("site"), Set.of(Role.GATEWAY), TestApi.HOUR));
        gateway.say(List.of(bidOf(1, auction, 1_000, "ann"), bidOf(2, auction, 2_000, "bob"), bid(3, auction, 9_000)));
        assertThat(gateway.decided(1).outcome()).isEqualTo(new Outcome.Leading());
        assertThat(gateway.decided(2).outcome()).isEqualTo(new Outcome.Leading());
        assertThat(gateway.problem(3).problem()).isEqualTo("unacceptable-value");
        Client ann = connect(form, api.bidder("ann"));
        ann.say(List.of(bidOf(1, auction, 3_000, "bob"), bidOf(2, auction, 3_000, "ann")));
        assertThat(ann.problem(1).problem()).isEqualTo("forbidden");
        assertThat(ann.decided(2).outcome()).isEqualTo(new Outcome.Leading());
        Client seller = connect(form, api.seller("tom"));
        seller.say(List.of(bid(1, auction, 9_000)));
        assertThat(seller.problem(1).problem()).isEqualTo("forbidden");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void theSameRequestIdGetsTheSameAnswerAsOverHttp(Form form) {
        AuctionId auction = api.auction();
        Client ann = connect(form, api.bidder("ann"));
        ann.say(List.of(bid(1, auction, 1_000)));
        var overSocket = ann.decided(1);
        var overHttp = api.bid(auction, "bob", 1_100);
        assertThat(overHttp.json().get("sequence").asLong()).isEqualTo(overSocket.sequence() + 1);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aWatcherSeesThePresentStateThenChangesThenTheResult(Form form) {
        AuctionId auction = api.auction();
        Client watcher = connect(form, null);
        watcher.say(List.of(new Watch(auction), new Watch(auction), new Watch(new AuctionId(77))));
        await().until(() -> !watcher.heard(Updated.class).isEmpty());
        assertThat(watcher.heard(Updated.class).getFirst().view().price()).isNull();
        await().until(() -> !watcher.heard(Problem.class).isEmpty());
        assertThat(watcher.heard(Problem.class).getFirst().auction()).isEqualTo(new AuctionId(77));
        api.bid(auction, "ann", 5_000);
        await().until(() -> new Money(1_000).equals(watcher.view().price()));
        api.arena.close(auction);
        await().until(() -> watcher.view().state() == AuctionView.State.CLOSED);
        assertThat(watcher.view().result()).isNotNull();
    }

    @Test
    void whoStopsWatchingHearsNothingMoreAndFreesTheSeat() {
        AuctionId auction = api.auction();
        Client watcher = connect(Form.JSON, null);
        for (int i = 0; i < 10; i++) {
            watcher.say(List.of(new Watch(auction), new Unwatch(auction)));
        }
        Client second = connect(Form.JSON, null);
        List<AuctionId> others = List.of(api.auction(), api.auction(), auction);
        second.say(others.stream().map(Watch::new).toList());
        await().until(() -> second.heard(Updated.class).size() == 3);
        assertThat(second.heard(Problem.class))
                .as("three seats there are, and three are free")
                .isEmpty();
        api.bid(auction, "ann", 5_000);
        await().until(() -> second.heard(Updated.class).stream()
                .anyMatch(it -> new Money(1_000).equals(it.view().price())));
        assertThat(watcher.heard(Updated.class))
                .noneMatch(it -> new Money(1_000).equals(it.view().price()));
        watcher.say(List.of(new Watch(auction)));
        await().until(() -> !watcher.heard(Problem.class).isEmpty());
        assertThat(watcher.heard(Problem.class).getFirst().problem()).isEqualTo("overloaded");
    }

    @Test
    void whatCannotBeUnderstoodEndsTheConnectionWithAReason() {
        for (String bad : List.of("{", "7", "[7]", "{\"type\":\"sing\"}", "{\"type\":\"bid\"}", "{} {}", "")) {
            Client client = connect(Form.JSON, api.bidder("ann"));
            client.socket.writeTextMessage(bad);
            client.awaitClose(1007);
            assertThat(client.heard(Problem.class).getFirst().problem()).isEqualTo("malformed-request");
        }
        Client binary = connect(Form.BINARY, api.bidder("ann"));
        binary.socket.writeBinaryMessage(Buffer.buffer(new byte[] {2, 0, 0}));
        binary.awaitClose(1007);
        Client text = connect(Form.BINARY, null);
        text.socket.writeTextMessage("[]");
        text.awaitClose(1007);
    }

    @Test
    void whatStoodBeforeTheFaultIsDone() {
        AuctionId auction = api.auction();
        Client ann = connect(Form.JSON, api.bidder("ann"));
        String good = "{\"type\":\"bid\",\"ref\":1,\"auction\":\"" + auction + "\",\"requestId\":\"" + requestId()
                + "\",\"amount\":1000,\"currency\":\"KRW\"}";
        ann.socket.writeTextMessage("[" + good + ",{\"type\":\"sing\"}]");
        ann.awaitClose(1007);
        await().until(() -> api.arena.decisions() == 2);
    }

    @Test
    void anAmountThatCannotBeCostsOnlyItsOwnBid() {
        AuctionId auction = api.auction();
        Client ann = connect(Form.JSON, api.bidder("ann"));
        String head = "{\"type\":\"bid\",\"auction\":\"" + auction + "\",\"currency\":\"KRW\",";
        ann.socket.writeTextMessage("[" + head + "\"ref\":1,\"amount\":0,\"requestId\":\"" + requestId() + "\"},"
                + head + "\"ref\":2,\"amount\":1000,\"requestId\":\"7\"},"
                + head + "\"ref\":3,\"amount\":1000,\"requestId\":\"" + requestId() + "\"}]");
        assertThat(ann.problem(1).problem()).isEqualTo("unacceptable-value");
        assertThat(ann.problem(2).problem()).isEqualTo("idempotency-key-required");
        assertThat(ann.decided(3).outcome()).isEqualTo(new Outcome.Leading());
    }

    /** A raw client, since a library's would read on behind our back. */
    @Test
    void whoTakesNothingIsNotReadFromAndThenDropped() throws IOException {
        AuctionId auction = api.auction();
        FrameWriter writer = Form.BINARY.writer();
        IntStream.range(0, 1_000).mapToObj(n -> bid(n, auction, 1_000)).forEach(writer::add);
        byte[] bids = FormTest.sent(writer).getBytes();
        try (var raw = new Socket()) {
            raw.setReceiveBufferSize(4_096);
            raw.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port));
            OutputStream out = raw.getOutputStream();
            out.write(("GET /v1/socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + "Sec-WebSocket-Protocol: gavel.v1.binary\r\nAuthorization: Bearer "
                            + api.bidder("ann") + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            // Final, binary; masked with zeros, the length in two bytes.
            byte[] head = {(byte) 0x82, (byte) 0xfe, (byte) (bids.length >> 8), (byte) bids.length, 0, 0, 0, 0};
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            out.write(head);
                            out.write(bids);
                        }
                    })
                    .as("the server stops reading, then cuts the connection")
                    .isInstanceOf(IOException.class);
        }
        assertThat(api.arena.decisions()).as("most were never read").isLessThan(1_000_000);
    }

    @Test
    void whoBidsTooOftenIsNotReadFromUntilAnotherBidWouldBeLetThrough() {
        AuctionId auction = api.auction();
        Client ann = connect(Form.JSON, api.bidder("ann"));
        ann.say(List.of(bid(1, auction, 1_000)));
        ann.decided(1);
        api.arena.turnAwayNext(new Answer.TooManyBids(Answer.TooManyBids.Limit.RATE, Duration.ofMillis(600)));
        long refusedAt = System.nanoTime();
        ann.say(List.of(bid(2, auction, 2_000)));
        assertThat(ann.problem(2).problem()).isEqualTo("too-many-bids");
        ann.say(List.of(bid(3, auction, 3_000)));
        ann.decided(3);
        assertThat(Duration.ofNanos(System.nanoTime() - refusedAt)).isGreaterThan(Duration.ofMillis(500));
    }

    @Test
    void aFrameThatIsTooLargeEndsTheConnection() {
        Client ann = connect(Form.JSON, api.bidder("ann"));
        ann.socket.writeTextMessage(" ".repeat(70_000));
        await().until(ann.socket::isClosed);
    }

    @Test
    void aNodeThatEndsSaysSoAfterWhatIsUnderWay() throws InterruptedException {
        AuctionId auction = api.auction();
        Client ann = connect(Form.JSON, api.bidder("ann"));
        Client idle = connect(Form.BINARY, null);
        ann.say(List.of(bid(1, auction, 1_000)));
        ann.decided(1);
        api.arena.holdAnswers();
        ann.say(List.of(bid(2, auction, 2_000)));
        await().until(() -> api.arena.decisions() == 3);
        Thread stopping = Thread.ofVirtual().start(api::stop);
        idle.awaitClose(1001);
        assertThat(ann.closedWith()).as("its bid is not answered yet").isNull();
        api.arena.releaseAnswers();
        assertThat(ann.decided(2).outcome()).isEqualTo(new Outcome.Leading());
        ann.awaitClose(1001);
        assertThat(stopping.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aRequestThatIsNoUpgradeIsToldSo() {
        var response = api.get("/v1/socket");
        assertThat(response.status()).isEqualTo(426);
        assertThat(response.http().headers().firstValue("upgrade")).contains("websocket");
        assertThat(api.get("/asyncapi.yaml").http().body()).startsWith("asyncapi: 3.0.0");
    }

    private static PlaceBid bid(long ref, AuctionId auction, long amount) {
        return new PlaceBid(ref, auction, requestId(), new Money(amount), "KRW", null);
    }

    private static PlaceBid bidOf(long ref, AuctionId auction, long amount, String bidder) {
        return new PlaceBid(ref, auction, requestId(), new Money(amount), "KRW", new AccountId(bidder));
    }

    private static RequestId requestId() {
        return RequestId.at(Instant.now(), ThreadLocalRandom.current());
    }

    private Client connect(Form form, @Nullable String token) {
        var options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(api.port)
                .setURI("/v1/socket")
                .addSubProtocol(form.subprotocol());
        if (token != null) {
            options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        }
        return new Client(form, sockets.connect(options).await());
    }

    private static final class Client {
        private final Form form;
        private final WebSocket socket;
        private final List<ServerMessage> messages = new CopyOnWriteArrayList<>();
        private final List<String> faults = new CopyOnWriteArrayList<>();
        private final List<Buffer> frames = new CopyOnWriteArrayList<>();

        Client(Form form, WebSocket socket) {
            this.form = form;
            this.socket = socket;
            socket.textMessageHandler(text -> {
                TestApi.JSON.readTree(text).forEach(this::check);
                hear(Buffer.buffer(text));
            });
            socket.binaryMessageHandler(this::hear);
        }

        private void check(JsonNode message) {
            String type = message.get("type").asString();
            String schema = Character.toUpperCase(type.charAt(0)) + type.substring(1);
            faults.addAll(ASYNC_API.validate(schema, message.toString()));
        }

        private void hear(Buffer frame) {
            frames.add(frame);
            form.readServer(frame, messages::add);
        }

        void say(List<? extends ClientMessage> all) {
            FrameWriter writer = form.writer();
            all.forEach(writer::add);
            writer.sendOn(socket);
        }

        <T extends ServerMessage> List<T> heard(Class<T> type) {
            assertThat(faults).isEmpty();
            return messages.stream().filter(type::isInstance).map(type::cast).toList();
        }

        Decided decided(long ref) {
            return await().until(
                            () -> heard(Decided.class).stream()
                                    .filter(it -> it.ref() == ref)
                                    .findFirst(),
                            found -> found.isPresent())
                    .orElseThrow();
        }

        Problem problem(long ref) {
            return await().until(
                            () -> heard(Problem.class).stream()
                                    .filter(it -> it.ref() == ref)
                                    .findFirst(),
                            found -> found.isPresent())
                    .orElseThrow();
        }

        AuctionView view() {
            return heard(Updated.class).getLast().view();
        }

        @Nullable
        Short closedWith() {
            return socket.closeStatusCode();
        }

        void awaitClose(int status) {
            await().failFast(() -> assertThat(faults).isEmpty()).until(() -> closedWith() != null);
            assertThat(closedWith()).isEqualTo((short) status);
        }
    }
}
