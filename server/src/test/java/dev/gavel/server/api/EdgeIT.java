package dev.gavel.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.server.api.TestApi.Response;
import dev.gavel.server.arena.ArenaException;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import dev.gavel.server.platform.IsoTime;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the edge refuses before any handler sees it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EdgeIT {
    private static final int ANSWER_MS_MAX = 20_000;
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration ANNOUNCED = Duration.ofSeconds(2);

    private static final String HEAD = "POST /v1/auctions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";

    private final TestApi api = new TestApi(limits(Duration.ofSeconds(10)), ApiConfig.Watching.DEFAULT);
    private final AuctionId auction = api.auction();

    private static ApiConfig.Limits limits(Duration bodyTimeout) {
        return new ApiConfig.Limits(
                64 * 1024,
                8 * 1024,
                4 * 1024,
                bodyTimeout,
                Duration.ofSeconds(60),
                50,
                64,
                4,
                100,
                Duration.ofSeconds(1),
                Duration.ZERO);
    }

    @AfterAll
    void close() {
        api.close();
    }

    private Response withToken(String authorization) {
        return api.post(
                "/v1/auctions/" + auction + "/bids",
                "{\"amount\":5000,\"currency\":\"KRW\"}",
                "authorization",
                authorization,
                "idempotency-key",
                TestApi.requestId());
    }

    private String forged(String header, String payload) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return base64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(payload.getBytes(StandardCharsets.UTF_8)) + ".";
    }

    @Test
    void whoeverHasNoValidTokenBidsNothing() {
        long before = api.arena.decisions();
        String claims = "{\"sub\":\"ann\",\"role\":\"bidder\",\"exp\":4000000000}";
        String good = api.bidder("ann");
        Tokens others = Tokens.withNewKey(InstantSource.system());
        var ann = new AccountId("ann");
        for (String authorization : new String[] {
            "",
            "Bearer",
            "Bearer x",
            "Basic YW5uOmFubg==",
            "Bearer " + forged("{\"alg\":\"none\"}", claims),
            "Bearer " + forged("{\"alg\":\"HS256\"}", claims) + "c2ln",
            "Bearer " + good.substring(0, good.lastIndexOf('.')) + ".",
            "Bearer " + good.substring(0, good.length() - 6) + "AAAAAA",
            "Bearer " + others.mint(ann, Set.of(Role.BIDDER), TestApi.HOUR),
            "Bearer " + api.tokens.mint(ann, Set.of(Role.BIDDER), Duration.ofMinutes(-1)),
        }) {
            Response response = withToken(authorization);
            assertThat(response.status()).as(authorization).isEqualTo(401);
            assertThat(response.http().headers().firstValue("www-authenticate").orElse(""))
                    .startsWith("Bearer");
        }
        Response none = api.post("/v1/auctions/" + auction + "/bids", "{}");
        assertThat(none.status()).isEqualTo(401);
        assertThat(api.arena.decisions()).isEqualTo(before);
        assertThat(withToken("Bearer " + good).status()).isEqualTo(201);
    }

    @Test
    void theWrongRoleIsForbidden() {
        assertThat(withToken("Bearer " + api.seller("ann")).type()).isEqualTo("forbidden");
        assertThat(api.post("/v1/auctions", "{}", "authorization", "Bearer " + api.bidder("ann"))
                        .type())
                .isEqualTo("forbidden");
        assertThat(withToken("Bearer " + api.tokens.mint(new AccountId("ann"), Set.of(), TestApi.HOUR))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void routesMethodsAndMediaTypesThatAreNotThereAreProblems() {
        assertThat(api.get("/v1/nothing").type()).isEqualTo("not-found");
        assertThat(api.get("/nothing").type()).isEqualTo("not-found");
        Response method = api.send(api.request("/v1/auctions").DELETE());
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.http().headers().firstValue("allow")).hasValue("GET, POST");
        Response text = api.send(api.request("/v1/auctions")
                .header("authorization", "Bearer " + api.seller("sue"))
                .header("content-type", "text/plain")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(text.type()).isEqualTo("unsupported-media-type");
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedEarlyAlsoWhereItDoesNotSaySo() throws IOException {
        // Nothing of the body is sent: the refusal does not wait for it.
        assertThat(raw(HEAD + "content-length: 65537\r\n\r\n"))
                .contains(" 413 ")
                .contains("body-too-large");
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        assertThat(raw(HEAD + "transfer-encoding: chunked\r\n\r\n" + chunk.repeat(5)))
                .contains(" 413 ")
                .contains("body-too-large");
        assertThat(raw(HEAD + "content-length: 65536\r\n\r\n" + "x".repeat(65536)))
                .contains(" 401 ");
    }

    @Test
    void aBodyThatDoesNotArriveInTimeIsGivenUp() throws IOException {
        try (var impatient = new TestApi(limits(Duration.ofMillis(500)), ApiConfig.Watching.DEFAULT)) {
            assertThat(raw(impatient, HEAD + "content-length: 10\r\n\r\n{"))
                    .contains(" 408 ")
                    .contains("request-timeout");
        }
    }

    @Test
    void aBidIsReceivedWhenItsHeadersAreHoweverLongItsBodyTakes() throws IOException {
        String body = "{\"amount\":90000,\"currency\":\"KRW\"}";
        String token = api.bidder("ann");
        AuctionId fresh = api.auction();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.port)) {
            int stamps = api.arena.stamped();
            write(
                    socket,
                    "POST /v1/auctions/" + fresh + "/bids HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                            + "authorization: Bearer " + token + "\r\nidempotency-key: " + TestApi.requestId()
                            + "\r\ncontent-length: " + body.length() + "\r\n\r\n");
            await().until(() -> api.arena.stamped() > stamps);
            long received = api.arena.now.getAndAdd(77);
            write(socket, body);
            socket.setSoTimeout(ANSWER_MS_MAX);
            byte[] answer = new byte[4096];
            int read = socket.getInputStream().read(answer);
            assertThat(new String(answer, 0, read, StandardCharsets.UTF_8))
                    .contains(" 201 ")
                    .contains("\"receivedAt\":\"" + IsoTime.of(Instant.ofEpochMilli(received)))
                    .contains("\"decidedAt\":\"" + IsoTime.of(Instant.ofEpochMilli(received + 77)));
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    @Test
    void aClientThatAsksFirstIsToldToGoOn() throws IOException {
        assertThat(raw(HEAD + "content-length: 10\r\nexpect: 100-continue\r\n\r\n"))
                .startsWith("HTTP/1.1 100 Continue");
    }

    @Test
    void whatIsNoProperHttpIsAProblemToo() throws IOException {
        assertThat(raw("GET / HTTP/1.1\r\nhost: x\r\nx: " + "y".repeat(10_000) + "\r\n\r\n"))
                .contains(" 431 ")
                .contains("headers-too-large");
        assertThat(raw("GET /" + "y".repeat(5000) + " HTTP/1.1\r\nhost: x\r\n\r\n"))
                .contains(" 414 ")
                .contains("uri-too-long");
        assertThat(raw("what\r\n\r\n")).contains(" 400 ").contains("malformed-request");
    }

    @Test
    void connectionsAreBounded() throws IOException {
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 50; i++) {
                sockets.add(new Socket(InetAddress.getLoopbackAddress(), api.port));
            }
            await().until(() ->
                    api.metrics.registry().get("gavel.http.connections").gauge().value() >= 50);
            assertThat(raw("GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n")).isEmpty();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aStoreThatDoesNotAnswerIsNotTheClientsFaultNorAMystery() {
        api.arena.failWith(new ArenaException("reading", new IllegalStateException("secret at 10.0.0.7")));
        try {
            Response response = api.get("/v1/auctions/" + auction);
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.http().headers().firstValue("retry-after")).hasValue("1");
            assertThat(response.http().body()).doesNotContain("secret").contains("store-unavailable");
        } finally {
            api.arena.failWith(null);
        }
    }

    @Test
    void anUnexpectedFailureTellsAnIdAndNothingElse() {
        api.arena.failWith(new IllegalStateException("secret at 10.0.0.7"));
        try {
            Response response = api.get("/v1/auctions/" + auction);
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.http().body()).doesNotContain("secret").contains("urn:uuid:");
        } finally {
            api.arena.failWith(null);
        }
    }

    @Test
    void healthTellsWhatIsWrong() {
        assertThat(api.get("/health/live").status()).isEqualTo(200);
        assertThat(api.get("/health/ready").json().at("/checks/redis").asString())
                .isEqualTo("UP");
        api.trouble.set(Optional.of("no answer"));
        Response down = api.get("/health/ready");
        assertThat(down.status()).isEqualTo(503);
        assertThat(down.json().at("/checks/redis").asString()).isEqualTo("no answer");
        api.trouble.set(Optional.empty());
    }

    @Test
    void aServerThatEndsSaysSoBeforeItRefuses() {
        try (var ending = new TestApi(ApiConfig.Limits.DEFAULT.announcingFor(ANNOUNCED), ApiConfig.Watching.DEFAULT)) {
            AuctionId open = ending.auction();
            var closing = Thread.ofVirtual().start(ending::endServer);
            await().until(() -> ending.get("/health/ready").status() == 503);
            assertThat(ending.get("/health/ready").json().at("/checks/node").asString())
                    .contains("ending");
            assertThat(ending.bid(open, "ann", 5_000).status()).isEqualTo(201);
            assertThat(closing.isAlive()).isTrue();
            await().pollInterval(POLL)
                    .until(() -> ending.bid(open, "ann", 6_000).status() == 503);
        }
    }

    private String raw(String request) throws IOException {
        return raw(api, request);
    }

    /** Sends bytes and reads until the server stops answering. */
    private static String raw(TestApi to, String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), to.port)) {
            socket.setSoTimeout(ANSWER_MS_MAX);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            var answer = new StringBuilder();
            byte[] buffer = new byte[4096];
            int read = socket.getInputStream().read(buffer);
            while (read > 0) {
                answer.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
                boolean complete = answer.indexOf("}") > 0 || answer.indexOf("100 Continue") > 0;
                read = complete ? -1 : socket.getInputStream().read(buffer);
            }
            return answer.toString();
        }
    }
}
