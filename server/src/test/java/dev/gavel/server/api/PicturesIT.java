package dev.gavel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.pictures.Drawn;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pictures over HTTP; auctions that have some; what is shown, changed and found of them. */
class PicturesIT {
    private static final String NONE = "0".repeat(64);
    private static TestApi api;

    @BeforeAll
    static void start() {
        api = new TestApi();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void aPictureComesBackAsItWasSentAndMayBeKeptForGood() throws Exception {
        byte[] file = Drawn.png(700, 500);
        var taken = upload(file, "sue");
        assertThat(taken.status()).as(taken.json().toString()).isEqualTo(201);
        assertThat(taken.json().get("type").asString()).isEqualTo("image/png");
        assertThat(taken.json().get("width").asInt()).isEqualTo(700);
        String path = taken.http().headers().firstValue("location").orElseThrow();
        var read = api.http().send(api.request(path).build(), BodyHandlers.ofByteArray());
        assertThat(read.body()).isEqualTo(file);
        assertThat(read.headers().map())
                .containsEntry("content-type", List.of("image/png"))
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("cache-control", List.of("public, max-age=31536000, immutable"));
        assertThat(read.headers().firstValue("content-security-policy"))
                .hasValueSatisfying(it -> assertThat(it).contains("default-src 'none'", "sandbox"));
        var card = api.http().send(api.request(path + "?width=480").build(), BodyHandlers.ofByteArray());
        assertThat(card.headers().firstValue("content-type")).hasValue("image/jpeg");
        String tag = card.headers().firstValue("etag").orElseThrow();
        assertThat(api.get(path + "?width=480", "if-none-match", tag).status()).isEqualTo(304);
        assertThat(api.get(path, "if-none-match", tag).status())
                .as("another size is another picture")
                .isEqualTo(200);
        assertThat(api.get(path + "?width=481").status()).isEqualTo(400);
    }

    @Test
    void onlyPicturesOfSellersAreTaken() {
        assertThat(api.send(api.request("/v1/pictures").POST(BodyPublishers.ofByteArray(Drawn.jpeg(9, 9))))
                        .status())
                .isEqualTo(401);
        assertThat(api.send(api.request("/v1/pictures")
                                .header("authorization", "Bearer " + api.bidder("ann"))
                                .POST(BodyPublishers.ofByteArray(Drawn.jpeg(9, 9))))
                        .status())
                .isEqualTo(403);
        assertThat(upload("<svg/>".getBytes(StandardCharsets.UTF_8), "sue").type())
                .isEqualTo("unsupported-picture");
        assertThat(upload(Drawn.png(2001, 1001), "sue").type()).isEqualTo("unacceptable-value");
        assertThat(upload(new byte[100_001], "sue").type()).isEqualTo("body-too-large");
        assertThat(api.get("/v1/pictures/" + NONE).type()).isEqualTo("not-found");
        assertThat(api.get("/v1/pictures/..%2f..%2fpasswd").type()).isEqualTo("not-found");
    }

    /** Two at once are read in this test; who is not known is not read at all. */
    @Test
    void uploadsThatNeverEndTakeNoOtherSellersPlaceForLong() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                slow.add(begin("authorization: Bearer " + api.seller("mallory") + "\r\n"));
            }
            for (Socket socket : slow) {
                awaitHeld(socket);
            }
            var refused = upload(Drawn.jpeg(10, 10), "sue");
            assertThat(refused.type()).isEqualTo("overloaded");
            assertThat(refused.http().headers().firstValue("retry-after")).isPresent();
            for (Socket socket : slow) {
                assertThat(statusOf(socket)).contains(" 408 ");
            }
            assertThat(upload(Drawn.jpeg(10, 10), "sue").status()).isEqualTo(201);
            try (Socket stranger = begin("")) {
                assertThat(statusOf(stranger)).as("answered before the body").contains(" 401 ");
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void anAuctionHasPicturesAndACategory() {
        String first = picture(20);
        String second = picture(21);
        AuctionId auction =
                api.auction("\"category\":\"ceramics\",\"pictures\":[\"" + first + "\",\"" + second + "\"],");
        var shown = api.get("/v1/auctions/" + auction).json();
        assertThat(shown.get("category").asString()).isEqualTo("ceramics");
        assertThat(shown.get("pictures").toString()).contains(first, second);
        var listed = api.get("/v1/auctions?category=ceramics&limit=100").json().get("auctions");
        assertThat(listed.findValuesAsString("id")).contains(auction.toString());
        assertThat(listed.toString())
                .as("in lists the first alone")
                .contains(first)
                .doesNotContain(second);
        assertRefused("\"category\":\"ships\",");
        assertRefused("\"pictures\":[\"" + NONE + "\"],");
        assertRefused("\"pictures\":[\"" + first + "\",\"" + first + "\"],");
        assertRefused("\"pictures\":[null],");
        assertThat(api.get("/v1/categories").json().at("/categories/0/names/ko").asString())
                .isEqualTo("도자기");
    }

    @Test
    void aSellerChangesWhatIsShownUntilSomebodyBids() {
        AuctionId auction = api.auction("\"description\":\"Whole\",");
        String path = "/v1/auctions/" + auction;
        var changed = patch(path, "{\"title\":\"A jug\",\"category\":\"ceramics\"}", api.seller("sue"));
        assertThat(changed.status()).as(changed.json().toString()).isEqualTo(200);
        var shown = api.get(path).json();
        assertThat(shown.get("title").asString()).isEqualTo("A jug");
        assertThat(shown.get("description").asString())
                .as("left out, so as it was")
                .isEqualTo("Whole");
        assertThat(patch(path, "{\"title\":\"Mine\"}", api.seller("eve")).type())
                .isEqualTo("forbidden");
        assertThat(patch(path, "{\"title\":\" \"}", api.seller("sue")).type()).isEqualTo("unacceptable-value");
        assertThat(patch(path, "{\"opening\":1}", api.seller("sue")).type())
                .as("terms stay")
                .isEqualTo("malformed-request");
        api.bid(auction, "ann", 5_000);
        assertThat(patch(path, "{\"title\":\"Another jug\"}", api.seller("sue")).type())
                .isEqualTo("has-bids");
        assertThat(api.get(path).json().get("title").asString()).isEqualTo("A jug");
    }

    @Test
    void auctionsAreFoundByWordsInTheirTitles() {
        AuctionId jar = api.auction();
        patch("/v1/auctions/" + jar, "{\"title\":\"백자 달항아리 (Moon Jar)\",\"category\":\"other\"}", api.seller("sue"));
        for (String words : List.of("moon", "JAR%20moon", "%EB%8B%AC%ED%95%AD%EC%95%84%EB%A6%AC", "%20jar%20")) {
            assertThat(found("q=" + words)).as(words).containsExactly(jar.toString());
        }
        // As some keyboards send it: in parts.
        assertThat(found("q=%E1%84%83%E1%85%A1%E1%86%AF")).containsExactly(jar.toString());
        assertThat(found("q=moon&category=other")).containsExactly(jar.toString());
        assertThat(found("q=moon&category=books")).isEmpty();
        assertThat(found("q=moon%20sun")).isEmpty();
        assertThat(api.get("/v1/auctions?q=" + "x".repeat(201)).type()).isEqualTo("malformed-request");
    }

    private static List<String> found(String query) {
        return api.get("/v1/auctions?" + query).json().get("auctions").findValuesAsString("id");
    }

    private static void assertRefused(String more) {
        String body = """
                {%s"title":"A vase","currency":"KRW","bidding":"PROXY","opening":1000,
                 "steps":[{"from":0,"step":100}],"closesAt":"%s"}""".formatted(more, FakeArena.START.plus(TestApi.HOUR));
        var refused = api.post("/v1/auctions", body, "authorization", "Bearer " + api.seller("sue"));
        assertThat(refused.type()).as(more).isEqualTo("unacceptable-value");
    }

    private static String picture(int width) {
        return upload(Drawn.jpeg(width, 10), "sue").json().get("id").asString();
    }

    private static TestApi.Response upload(byte[] file, String seller) {
        return api.send(api.request("/v1/pictures")
                .header("authorization", "Bearer " + api.seller(seller))
                .POST(BodyPublishers.ofByteArray(file)));
    }

    private static TestApi.Response patch(String path, String body, String token) {
        return api.send(api.request(path)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .method("PATCH", BodyPublishers.ofString(body)));
    }

    private static Socket begin(String header) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), api.port);
        socket.setSoTimeout(10_000);
        OutputStream out = socket.getOutputStream();
        out.write(("POST /v1/pictures HTTP/1.1\r\nhost: 127.0.0.1\r\nexpect: 100-continue\r\ncontent-length: 50000\r\n"
                        + header + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return socket;
    }

    /** It is told to send its body. */
    private static void awaitHeld(Socket socket) throws IOException {
        assertThat(statusOf(socket)).contains(" 100 ");
    }

    private static String statusOf(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        var line = new StringBuilder();
        while (line.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            line.append((char) next);
        }
        return line.toString();
    }
}
