package dev.gavel.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.server.feed.FeedConfig;
import dev.gavel.server.page.PageFiles;
import dev.gavel.server.page.Person;
import dev.gavel.server.page.RushButton;
import dev.gavel.server.page.RushStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the page's files go over HTTP; what they do in a browser is tested in system-tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PageServedIT {
    private static final Person ANN = new Person("ann", "bidder", "a.b.c");

    private final TestApi api = new TestApi();
    private final String folder = "/page/" + PageFiles.load().version() + "/";

    @AfterAll
    void close() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/auctions/701190224583270417", "/console"})
    void aDocumentNamesWhatItLoadsAndLetsNothingElseIn(String path) throws Exception {
        HttpResponse<byte[]> page = get(path);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(page, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(page, "cache-control")).isEqualTo("no-cache");
        assertThat(header(page, "content-security-policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                .contains("connect-src 'self' ws://127.0.0.1:" + api.port + " wss://127.0.0.1:" + api.port + ";")
                .doesNotContain("unsafe", "*", "http:");
        assertThat(text(page))
                .contains("src=\"" + folder)
                .doesNotContain("{", "://", "people", "style=", "<style")
                .doesNotContainPattern("<script(?![^>]* src=)");
    }

    @Test
    void filesHaveTheirTypesAndAreKeptForGood() throws Exception {
        for (List<String> file : List.of(
                List.of("room.js", "text/javascript; charset=utf-8"),
                List.of("lit-html.js", "text/javascript; charset=utf-8"),
                List.of("base.css", "text/css; charset=utf-8"),
                List.of("ko.json", "application/json"),
                List.of("gavel.svg", "image/svg+xml"))) {
            HttpResponse<byte[]> plain = get(folder + file.get(0));
            assertThat(plain.statusCode()).as(file.get(0)).isEqualTo(200);
            assertThat(header(plain, "content-type")).isEqualTo(file.get(1));
            assertThat(header(plain, "x-content-type-options")).isEqualTo("nosniff");
            assertThat(header(plain, "cache-control")).isEqualTo("public, max-age=31536000, immutable");
            assertThat(header(plain, "vary")).isEqualTo("Accept-Encoding, Origin");

            HttpResponse<byte[]> packed = get(folder + file.get(0), "accept-encoding", "br, gzip");
            assertThat(header(packed, "content-encoding")).isEqualTo("gzip");
            assertThat(header(packed, "etag")).isNotEqualTo(header(plain, "etag"));
            assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                    .isEqualTo(plain.body());
            assertThat(get(folder + file.get(0), "accept-encoding", "gzip;q=0").body())
                    .isEqualTo(plain.body());

            assertThat(get(folder + file.get(0), "if-none-match", header(plain, "etag"))
                            .statusCode())
                    .isEqualTo(304);
            assertThat(get(folder + file.get(0), "if-none-match", "\"a\", W/" + header(plain, "etag"))
                            .statusCode())
                    .isEqualTo(304);
        }
    }

    @Test
    void anotherVersionsFileIsServedButNotKept() throws Exception {
        HttpResponse<byte[]> file = get("/page/latest/room.js");
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(header(file, "cache-control")).isEqualTo("no-cache");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/page",
                "/page/",
                "/page/x",
                "/page/x/",
                "/page/x/files.txt",
                "/page/x/page.html",
                "/page/x/../../server/Server.class",
                "/page/x/%2e%2e%2fPageFiles.class",
                "/page/x/..%2f..%2fserver%2fServer.class",
                "/page/x/%2fetc%2fpasswd",
                "/page/x/..%5croom.js",
                "/page/x/room.js%00.css",
                "/page/people",
                "/auctions/",
                "/auctions/0",
                "/auctions/%3Cscript%3E"
            })
    void nothingElseIsThere(String path) throws Exception {
        String answer = raw(path);
        assertThat(answer)
                .startsWith("HTTP/1.1 40")
                .contains("application/problem+json")
                .doesNotContain("gavel-hall", "html-page");
    }

    @Test
    void peopleToChooseFromAreThereOnlyWhereTheyAreGivenAndOnThisMachine() throws Exception {
        try (var dev = new TestApi(
                TestApi.config(1, ClientLimits.DEFAULT, TlsConfig.DEFAULT), FeedConfig.DEFAULT, List.of(ANN))) {
            assertThat(text(get(dev, "/"))).contains("<gavel-bar people=\"/page/people\">");
            HttpResponse<byte[]> people = get(dev, "/page/people");
            assertThat(text(people)).contains("\"account\":\"ann\"", "\"role\":\"bidder\"", "\"token\":\"a.b.c\"");
            assertThat(header(people, "cache-control")).isEqualTo("no-store");
            assertThat(raw(dev.port, "/page/people", "evil.example")).startsWith("HTTP/1.1 403");
        }
        assertThat(ANN.toString()).doesNotContain("a.b.c");
    }

    @Test
    void aRushIsStartedOnlyWhereThereIsOneAndByThisMachinesOwnPage() throws Exception {
        assertThat(get("/rush").statusCode()).isEqualTo(404);
        assertThat(get("/page/rush").statusCode()).isEqualTo(404);
        var pressed = new AtomicInteger();
        var button = new RushButton() {
            @Override
            public RushStatus status() {
                return new RushStatus(RushStatus.State.READY, 2_000, 20, null, 0, null);
            }

            @Override
            public void start() {
                pressed.incrementAndGet();
            }
        };
        try (var demo = new TestApi(ApiConfig.DEFAULT.onPort(0), FeedConfig.DEFAULT, List.of(ANN), button)) {
            assertThat(text(get(demo, "/rush"))).contains("people=\"/page/people\" rush=\"/page/rush\"");
            assertThat(text(get(demo, "/page/rush"))).contains("\"state\":\"READY\"", "\"bidsPerSecond\":2000");
            assertThat(raw(demo.port, "GET", "/page/rush", "evil.example", "")).startsWith("HTTP/1.1 403");
            String host = "127.0.0.1:" + demo.port;
            for (String elsewhere : List.of("https://evil.example", "null", "http://127.0.0.1:1")) {
                assertThat(raw(demo.port, "POST", "/page/rush", host, "origin: " + elsewhere + "\r\n"))
                        .startsWith("HTTP/1.1 403");
            }
            assertThat(raw(demo.port, "POST", "/page/rush", "evil.example", "origin: http://evil.example\r\n"))
                    .startsWith("HTTP/1.1 403");
            assertThat(pressed).hasValue(0);
            assertThat(raw(demo.port, "POST", "/page/rush", host, "origin: http://" + host + "\r\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(pressed).hasValue(1);
        }
    }

    @Test
    void aNodeCanDoWithoutThePage() throws Exception {
        try (var bare = new TestApi(
                new ApiConfig(
                        "127.0.0.1",
                        0,
                        1,
                        false,
                        ApiConfig.Limits.DEFAULT,
                        ApiConfig.Watching.DEFAULT,
                        ClientLimits.DEFAULT,
                        TlsConfig.DEFAULT),
                FeedConfig.DEFAULT,
                List.of(ANN))) {
            for (String path : List.of("/", "/auctions/1000", folder + "room.js", "/page/people")) {
                assertThat(get(bare, path).statusCode()).as(path).isEqualTo(404);
            }
        }
    }

    @Test
    void theClockIsTheAuctionsClock() {
        var answer = api.get("/v1/time");
        assertThat(answer.json().get("at").asString()).isEqualTo("2027-03-01T10:00:00.000Z");
        assertThat(answer.http().headers().firstValue("cache-control")).contains("no-store");
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return get(api, path, headers);
    }

    private static HttpResponse<byte[]> get(TestApi from, String path, String... headers) throws Exception {
        var request = from.request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return from.http().send(request.GET().build(), BodyHandlers.ofByteArray());
    }

    private String raw(String path) throws IOException {
        return raw(api.port, path, "127.0.0.1:" + api.port);
    }

    /** As it is written, which clients' libraries would tidy. */
    private static String raw(int port, String path, String host) throws IOException {
        return raw(port, "GET", path, host, "");
    }

    /** @param more headers, each with its end */
    private static String raw(int port, String method, String path, String host, String more) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.1\r\nhost: " + host + "\r\n" + more
                                    + "content-length: 0\r\nconnection: close\r\n\r\n")
                            .getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }
}
