package dev.gavel.system;

import static org.awaitility.Awaitility.await;

import dev.gavel.auction.RequestId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of one node. */
final class Api implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

    private static final Duration DECIDED_MAX = Duration.ofSeconds(20);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

    private final String url;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Api(int port) {
        this.url = "http://127.0.0.1:" + port;
    }

    record Answer(int status, JsonNode body) {
        /** 0 where the bid was not decided. */
        long sequence() {
            return body.path("sequence").asLong(0);
        }

        boolean accepted() {
            return status == 201;
        }
    }

    static RequestId newId() {
        return RequestId.at(Instant.now(), ThreadLocalRandom.current());
    }

    /** @return the auction's id */
    String list(String seller, Instant closesAt, String more) {
        return list(seller, "A vase", closesAt, more);
    }

    /** @param title as it stands in JSON, between the quotes */
    String list(String seller, String title, Instant closesAt, String more) {
        Answer answer = attempt(() -> post("/v1/auctions", seller, "", """
                {"title":"%s","currency":"KRW","bidding":"PROXY","opening":1000,
                 "steps":[{"from":0,"step":100}],"closesAt":"%s"%s}""".formatted(title, closesAt, more)));
        if (answer.status() != 201) {
            throw new AssertionError("listing was answered " + answer);
        }
        return answer.body().path("id").asString();
    }

    /** @throws IOException if no answer came */
    Answer bid(String auction, String bidder, RequestId id, long amount) throws IOException {
        return post(
                "/v1/auctions/" + auction + "/bids",
                bidder,
                id.toString(),
                "{\"amount\":" + amount + ",\"currency\":\"KRW\"}");
    }

    /** As a client does that is told to come back, at once or later: the same id until the bid is decided. */
    Answer bidUntilDecided(String auction, String bidder, RequestId id, long amount) {
        return await("a decision on " + id)
                .atMost(DECIDED_MAX)
                .pollInterval(RETRY_PAUSE)
                .pollDelay(Duration.ZERO)
                .until(
                        () -> bid(auction, bidder, id, amount),
                        answer -> answer.status() != 503 && answer.status() != 429);
    }

    /** @return the picture's id */
    String keepPicture(String seller, byte[] picture) {
        Answer answer = attempt(() -> send(request("/v1/pictures")
                .header("authorization", "Bearer " + seller)
                .POST(BodyPublishers.ofByteArray(picture))
                .build()));
        if (answer.status() != 201) {
            throw new AssertionError("a picture was answered " + answer);
        }
        return answer.body().path("id").asString();
    }

    Answer get(String path) {
        return attempt(() -> send(request(path).GET().build()));
    }

    /** For what is answered with 204. */
    void change(String method, String path, String token, String body) {
        HttpRequest request = request(path)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = attempt(() -> text(request));
        if (answer.statusCode() != 204) {
            throw new AssertionError(
                    method + " " + path + " was answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** The sum over all labels; 0 where there is none. */
    double metricsOf(String name) {
        String all = attempt(() -> text(request("/metrics").GET().build())).body();
        return all.lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** A meter's value, of those without labels. */
    double metric(String name) {
        String all = attempt(() -> text(request("/metrics").GET().build())).body();
        return all.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no meter " + name + " in " + all));
    }

    /** Where an answer is certain, its absence is a failure of the test. */
    static <T> T attempt(Sending<T> sending) {
        try {
            return sending.send();
        } catch (IOException e) {
            throw new AssertionError("no answer came", e);
        }
    }

    interface Sending<T> {
        T send() throws IOException;
    }

    private Answer post(String path, String token, String key, String body) throws IOException {
        HttpRequest.Builder request = request(path)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return send((key.isEmpty() ? request : request.header("idempotency-key", key)).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER_MAX);
    }

    private Answer send(HttpRequest request) throws IOException {
        HttpResponse<String> response = text(request);
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    private HttpResponse<String> text(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
