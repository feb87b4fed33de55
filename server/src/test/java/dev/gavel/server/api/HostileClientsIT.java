package dev.gavel.server.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gavel.server.feed.FeedConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a client may take of connections and memory, over real ones. */
class HostileClientsIT {
    private static final int PER_ADDRESS = 20;
    private static final String UPGRADE = """
            connection: upgrade\r
            upgrade: websocket\r
            sec-websocket-version: 13\r
            sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r
            """;
    private static TestApi api;

    @BeforeAll
    static void start() {
        api = new TestApi(
                TestApi.config(
                        2,
                        new ClientLimits(
                                PER_ADDRESS,
                                List.of("127.0.0.1/32"),
                                Duration.ofMillis(300),
                                List.of("https://auctions.example")),
                        TlsConfig.DEFAULT),
                FeedConfig.DEFAULT);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static Socket connect(String from) throws IOException {
        return connect(from, api);
    }

    private static Socket connect(String from, TestApi to) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), to.port));
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** The answer's head. */
    private static String head(Socket socket) throws IOException {
        var head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString().toLowerCase(Locale.ROOT);
    }

    private static boolean isEnded(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    private static double connections() {
        return connections(api);
    }

    private static double connections(TestApi of) {
        return of.metrics.registry().get("gavel.http.connections").gauge().value();
    }

    @Test
    void headersThatNeverEndEndTheConnection() throws IOException {
        try (Socket socket = connect("127.0.0.1")) {
            send(socket, "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n");
            assertThat(head(socket)).startsWith("http/1.1 200");
            socket.getInputStream().skip(socket.getInputStream().available());
            long began = System.nanoTime();
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                try {
                    // Drips, so that the connection is never idle.
                    send(socket, "a");
                    return socket.getInputStream().available() == 0 && isClosedByPeer(socket);
                } catch (SocketException e) {
                    return true;
                }
            });
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        }
    }

    private static boolean isClosedByPeer(Socket socket) throws IOException {
        socket.setSoTimeout(20);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void aStalledHandshakeOfAWebSocketEndsToo() throws IOException {
        try (Socket socket = connect("127.0.0.1")) {
            send(socket, "GET /v1/socket HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: web");
            assertThat(isEnded(socket)).isTrue();
        }
    }

    @Test
    void whoHasBeenUpgradedMayBeSilent() throws Exception {
        try (Socket socket = connect("127.0.0.1")) {
            send(socket, "GET /v1/socket HTTP/1.1\r\nhost: x\r\n" + UPGRADE + "\r\n");
            assertThat(head(socket)).startsWith("http/1.1 101");
            // The first bytes of a frame, for longer than headers may take.
            socket.getOutputStream().write(0x81);
            try (Socket other = connect("127.0.0.1")) {
                send(other, "GET");
                assertThat(isEnded(other)).isTrue();
            }
            assertThat(isClosedByPeer(socket)).isFalse();
        }
    }

    @Test
    void anAddressHasSoManyConnectionsUnlessItIsExempt() throws IOException {
        var held = new ArrayList<Socket>();
        try {
            for (int i = 0; i < PER_ADDRESS; i++) {
                Socket socket = connect("127.0.0.2");
                held.add(socket);
                send(socket, "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n");
                assertThat(head(socket)).startsWith("http/1.1 200");
            }
            try (Socket tooMany = connect("127.0.0.2");
                    Socket another = connect("127.0.0.3")) {
                assertThat(isEnded(tooMany)).isTrue();
                send(another, "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n");
                assertThat(head(another)).startsWith("http/1.1 200");
            }
            for (int i = 0; i <= PER_ADDRESS; i++) {
                Socket exempt = connect("127.0.0.1");
                held.add(exempt);
                send(exempt, "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n");
                assertThat(head(exempt)).startsWith("http/1.1 200");
            }
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
        await().until(() -> {
            try (Socket again = connect("127.0.0.2")) {
                send(again, "GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
                return head(again).startsWith("http/1.1 200");
            }
        });
    }

    @Test
    void aWebSocketThatHasEndedCountsNoMore() throws IOException {
        await().until(() -> connections() == 0);
        for (int i = 0; i < 3; i++) {
            try (Socket socket = connect("127.0.0.1")) {
                send(socket, "GET /v1/socket HTTP/1.1\r\nhost: x\r\n" + UPGRADE + "\r\n");
                assertThat(head(socket)).startsWith("http/1.1 101");
                assertThat(connections()).isEqualTo(1);
            }
            await().until(() -> connections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFrameThatIsTooLargeEndsTheConnectionAtOnce(boolean onTheHeelsOfTheUpgrade) throws IOException {
        // A signature is checked meanwhile: the frame is there before anybody listens.
        String upgrade = "GET /v1/socket HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + api.bidder("ann") + "\r\n"
                + UPGRADE + "\r\n";
        String frame = "\u0081\u00ff\0\0\0\0\0\2\0\0\1\2\3\4";
        try (Socket socket = connect("127.0.0.1")) {
            if (onTheHeelsOfTheUpgrade) {
                send(socket, upgrade + frame);
            } else {
                send(socket, upgrade);
                assertThat(head(socket)).startsWith("http/1.1 101");
                send(socket, frame);
            }
            // Vert.x would wait ten seconds for a farewell.
            socket.setSoTimeout(5_000);
            while (!isEnded(socket)) {
                // The farewell of the server may come before.
            }
        }
    }

    @Test
    void aClientThatResetsItsConnectionIsNoErrorOfTheServer() throws IOException {
        var log = new ListAppender<ILoggingEvent>();
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(log);
        // One that waits for headers longer than anybody looks for the connection.
        try (var patient = new TestApi()) {
            String whole = "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n";
            String body = "POST /v1/auctions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
            for (String sent : List.of(
                    "",
                    "GET /health",
                    body + "content-length: 10\r\n\r\n{",
                    body + "transfer-encoding: chunked\r\n\r\nzz",
                    whole,
                    "GET /v1/auctions HTTP/1.1\r\nhost: x\r\n\r\n".repeat(50),
                    "GET /v1/socket HTTP/1.1\r\nhost: x\r\n" + UPGRADE + "\r\n")) {
                try (Socket socket = connect("127.0.0.1", patient)) {
                    send(socket, sent);
                    if (sent.equals(whole)) {
                        assertThat(head(socket)).startsWith("http/1.1 200");
                    }
                    awaitSoon(() -> connections(patient) > 0);
                    // No farewell: what is closed then is reset.
                    socket.setSoLinger(true, 0);
                }
                awaitSoon(() -> connections(patient) == 0);
            }
        } finally {
            root.detachAppender(log);
        }
        assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
    }

    private static void awaitSoon(Callable<Boolean> condition) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    @Test
    void onlyPagesOfThisHostOrOfNamedOriginsOpenWebSockets() throws IOException {
        assertThat(upgraded("origin: https://auctions.example\r\n")).startsWith("http/1.1 101");
        assertThat(upgraded("origin: http://x\r\n")).startsWith("http/1.1 101");
        assertThat(upgraded("")).startsWith("http/1.1 101");
        assertThat(upgraded("origin: https://evil.example\r\n")).startsWith("http/1.1 403");
        assertThat(upgraded("origin: https://x.evil.example\r\n")).startsWith("http/1.1 403");
        assertThat(upgraded("origin: null\r\n")).startsWith("http/1.1 403");
    }

    @Test
    void onlyPagesOfNamedOriginsReadAnswers() throws Exception {
        String named = "https://auctions.example";
        for (String path : List.of("/v1/auctions", "/page/now/gavel.js")) {
            assertThat(answered("GET", path, named).firstValue("access-control-allow-origin"))
                    .as(path)
                    .hasValue(named);
            assertThat(answered("GET", path, "https://evil.example").map().keySet())
                    .noneMatch(header -> header.startsWith("access-control"));
        }
        HttpHeaders asked = answered("OPTIONS", "/v1/auctions/1/bids", named);
        assertThat(asked.firstValue("access-control-allow-methods")).hasValue("GET, POST, PUT, PATCH");
        assertThat(asked.firstValue("access-control-allow-headers"))
                .hasValue("authorization, content-type, idempotency-key");
        assertThat(asked.firstValue("access-control-allow-credentials")).isEmpty();
        assertThat(answered("OPTIONS", "/v1/auctions/1/bids", "https://evil.example")
                        .map()
                        .keySet())
                .noneMatch(header -> header.startsWith("access-control"));
    }

    private static HttpHeaders answered(String method, String path, String origin) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port + path))
                                    .method(method, HttpRequest.BodyPublishers.noBody())
                                    .header("origin", origin)
                                    .header("access-control-request-method", "POST")
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .headers();
        }
    }

    @Test
    void framesAreNotInflated() throws IOException {
        for (String extension : List.of("permessage-deflate", "x-webkit-deflate-frame")) {
            assertThat(upgraded("sec-websocket-extensions: " + extension + "\r\n"))
                    .startsWith("http/1.1 101")
                    .doesNotContain("deflate");
        }
    }

    private static String upgraded(String headers) throws IOException {
        try (Socket socket = connect("127.0.0.1")) {
            send(socket, "GET /v1/socket HTTP/1.1\r\nhost: x\r\n" + UPGRADE + headers + "\r\n");
            return head(socket);
        }
    }

    @Test
    void whoAsksAndNeverReadsIsAnsweredNoMore() throws IOException {
        byte[] asked =
                "GET /openapi.yaml HTTP/1.1\r\nhost: x\r\n\r\n".repeat(1_000).getBytes(ISO_8859_1);
        try (var channel = SocketChannel.open(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), api.port))) {
            channel.configureBlocking(false);
            ByteBuffer bytes = ByteBuffer.wrap(asked);
            // Until nothing more fits between the two: a hundred thousand requests, 40 KB of answer to each.
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        long written = 0;
                        for (int once = channel.write(bytes.rewind()); once > 0; once = channel.write(bytes)) {
                            written += once;
                            if (!bytes.hasRemaining()) {
                                bytes.rewind();
                            }
                        }
                        return written == 0;
                    });
            assertThat(api.metrics
                            .registry()
                            .get("gavel.http.requests")
                            .tag("route", "/openapi.yaml")
                            .timer()
                            .count())
                    .isLessThan(1_000);
        }
    }

    @Test
    void everyResponseSaysThatItIsNoPage() throws IOException {
        for (String request : List.of(
                "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n",
                "GET /v1/auctions/1 HTTP/1.1\r\nhost: x\r\n\r\n",
                "GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n",
                "GET * HTTP/1.1\r\nhost: x\r\n\r\n",
                "GET %zz HTTP/1.1\r\nhost: x\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nhost: x\r\n\r\n",
                "PUT /v1/auctions HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n",
                "nonsense\r\n\r\n")) {
            try (Socket socket = connect("127.0.0.1")) {
                send(socket, request);
                assertThat(head(socket))
                        .as(request)
                        .contains("x-content-type-options: nosniff")
                        .contains("content-security-policy: default-src 'none'; frame-ancestors 'none'")
                        .contains("cache-control: no-store")
                        .doesNotContain("strict-transport-security");
            }
        }
    }
}
