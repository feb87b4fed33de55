package dev.gavel.cli.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.cli.fuzz.Fuzzer.Input;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** Requests that no good client sends. */
final class HttpInputs {
    private static final Duration FAR = Duration.ofDays(30);
    private static final int RANDOM_BYTES_MAX = 2_000;
    private static final int LONG_HEADER_MAX = 20_000;
    private static final int HEADERS_MAX = 300;

    private static final List<String> METHODS = List.of(
            "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "HEAD", "get", "X", "PRI", "");

    private static final List<String> PATHS = List.of(
            "/",
            "//",
            "*",
            "/v1",
            "/v1/auctions/",
            "/v1/auctions/0",
            "/v1/auctions/-1",
            "/v1/auctions/9223372036854775808",
            "/v1/auctions/%00",
            "/v1/auctions/%2e%2e/%2e%2e/etc/passwd",
            "/v1/auctions/../../metrics",
            "/v1/auctions/%",
            "/v1/auctions/%zz/bids",
            "/v1/auctions/1/bids?limit=-1",
            "/v1/auctions?limit=99999999999",
            "/v1/auctions?cursor=AAAA&state=OPEN",
            "/v1/auctions?cursor=%ff%fe",
            "/v1/auctions?state=a&state=b&limit=",
            "/v1/me/bids?cursor=zzzzzzzz",
            "/v1/auctions/1/ranking?limit=0",
            "http://elsewhere/v1/auctions",
            "/v1/auctions;a=b",
            "/v1/auctions#x",
            "/v1/auctions?q=%ff%00&category=../x",
            "/v1/pictures/..%2f..%2fpasswd?width=480",
            "/v1/pictures/00?width=-1",
            "/v1/categories?x",
            "/v1/socket",
            "/v1/auctions/1/feed",
            "/auctions/%3Cscript%3E",
            "/page/x/%2e%2e%2fopenapi.yaml",
            "/page/%00/room.js",
            "/openapi.yaml",
            "/health/ready",
            "/metrics?name[]=x");

    private static final List<String> HEADERS = List.of(
            "content-length: -1",
            "content-length: 99999999999999999999",
            "content-length: 5\r\ncontent-length: 6",
            "content-length: 1e2",
            "content-length: 0x10",
            "content-length: 9999999",
            "transfer-encoding: chunked",
            "transfer-encoding: chunked\r\ncontent-length: 3",
            "transfer-encoding: gzip, chunked",
            "transfer-encoding: \u000bchunked",
            "expect: 100-continue",
            "expect: 200-ok",
            "connection: upgrade\r\nupgrade: websocket",
            "connection: upgrade\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__",
            "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 99\r\nsec-websocket-key: x",
            "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13",
            "authorization: Bearer",
            "authorization: Bearer ..",
            "authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIiwiZXhwIjo5OTk5OTk5OTk5fQ.",
            "authorization: Basic YTpi",
            "authorization: Bearer " + "a".repeat(3_000),
            "host:",
            "host: a\r\nhost: b",
            "content-type: application/json; charset=utf-7",
            "content-type: multipart/form-data; boundary=x",
            "content-encoding: gzip",
            "idempotency-key: x",
            "idempotency-key: \u0000",
            " folded: x\r\n y",
            "no colon",
            ": empty",
            "accept: \u00ff\u00fe",
            "cookie: a=b; ;;;=",
            "forwarded: for=\"[::1]:x\"",
            "x-forwarded-for: 1.2.3.4, ' or 1=1");

    private static final List<String> CHUNKED_BODIES = List.of(
            "0\r\n\r\n",
            "ffffffffffffffff\r\nx",
            "-1\r\n\r\n",
            "5\r\nabc\r\n0\r\n\r\n",
            "5;ext=\"\r\nabcde\r\n0\r\ntrailer: x\r\n\r\n",
            "zz\r\n",
            "3\r\nabcdef\r\n0\r\n\r\n",
            "");

    private final Samples samples;

    HttpInputs(Samples samples) {
        this.samples = samples;
    }

    Input next(SplittableRandom random) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3, 4 -> new Input(damagedBody(random), true);
            case 5 -> new Input(oddPath(random), true);
            case 6 -> new Input(oddHeaders(random), false);
            case 7 -> new Input(chunked(random), false);
            case 8 -> new Input(Mutations.damaged(valid(random), random), false);
            default -> new Input(Mutations.random(random, RANDOM_BYTES_MAX), false);
        };
    }

    /** Something that every server answers at once. */
    byte[] valid(SplittableRandom random) {
        String auction = "/v1/auctions/" + samples.auction(random);
        return switch (random.nextInt(6)) {
            case 0 -> get(auction, "");
            case 1 -> get(auction + "/ranking?limit=10", "");
            case 2 -> get(auction + "/bids?limit=10", "");
            case 3 -> get("/health/live", "");
            default -> bid(random, Samples.bid(random).getBytes(UTF_8));
        };
    }

    private byte[] damagedBody(SplittableRandom random) {
        byte[] body = Mutations.damagedJson(
                random.nextInt(20) == 0 ? Samples.listing(Instant.now().plus(FAR)) : Samples.bid(random), random);
        return switch (random.nextInt(20)) {
            case 0 -> post("/v1/auctions", body, authorized(samples.seller()));
            case 1 ->
                post("/v1/auctions/" + random.nextLong(Long.MAX_VALUE) + "/cancel", body, authorized(samples.seller()));
            case 2 -> post("/v1/pictures", Mutations.random(random, RANDOM_BYTES_MAX), authorized(samples.seller()));
            case 3 ->
                post(
                        "/v1/auctions/" + samples.auction(random) + "/bids",
                        body,
                        authorized(new String(
                                        Mutations.damaged(samples.bidder(random).getBytes(ISO_8859_1), random),
                                        ISO_8859_1)
                                .replaceAll("[^!-~]", "-")));
            default -> bid(random, body);
        };
    }

    private byte[] bid(SplittableRandom random, byte[] body) {
        return post(
                "/v1/auctions/" + samples.auction(random) + "/bids",
                body,
                authorized(samples.bidder(random)) + "idempotency-key: " + Samples.requestId(random) + "\r\n");
    }

    private byte[] oddPath(SplittableRandom random) {
        // No space within: it would be another request line.
        String path = Mutations.one(PATHS, random);
        return get(path, authorized(samples.bidder(random)) + "connection: close\r\n");
    }

    private byte[] oddHeaders(SplittableRandom random) {
        var request = new StringBuilder(Mutations.one(METHODS, random))
                .append(' ')
                .append(Mutations.one(PATHS, random))
                .append(random.nextInt(8) == 0 ? " HTTP/9.9\r\n" : " HTTP/1.1\r\n")
                .append("host: x\r\n");
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            request.append(Mutations.one(HEADERS, random)).append("\r\n");
        }
        if (random.nextInt(20) == 0) {
            request.append("x: ")
                    .append("y".repeat(random.nextInt(LONG_HEADER_MAX)))
                    .append("\r\n");
        }
        if (random.nextInt(50) == 0) {
            request.append("a:b\r\n".repeat(random.nextInt(HEADERS_MAX)));
        }
        return request.append("\r\n").append(Samples.bid(random)).toString().getBytes(ISO_8859_1);
    }

    private byte[] chunked(SplittableRandom random) {
        String head = "POST /v1/auctions/" + samples.auction(random) + "/bids HTTP/1.1\r\nhost: x\r\n"
                + authorized(samples.bidder(random)) + "idempotency-key: " + Samples.requestId(random)
                + "\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        return (head + Mutations.one(CHUNKED_BODIES, random)).getBytes(ISO_8859_1);
    }

    static String authorized(String token) {
        return "authorization: Bearer " + token + "\r\n";
    }

    private static byte[] get(String path, String headers) {
        return ("GET " + path + " HTTP/1.1\r\nhost: x\r\n" + headers + "\r\n").getBytes(ISO_8859_1);
    }

    static byte[] post(String path, byte[] body, String headers) {
        String head = "POST " + path + " HTTP/1.1\r\nhost: x\r\n" + headers
                + "content-type: application/json\r\ncontent-length: " + body.length + "\r\n\r\n";
        return Mutations.joined(head.getBytes(ISO_8859_1), body);
    }
}
