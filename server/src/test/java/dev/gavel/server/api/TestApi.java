package dev.gavel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.RequestId;
import dev.gavel.server.bidding.Undecided;
import dev.gavel.server.feed.Feed;
import dev.gavel.server.feed.FeedConfig;
import dev.gavel.server.identity.IdentityConfig;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.TokenVerifier;
import dev.gavel.server.identity.Tokens;
import dev.gavel.server.listing.Categories;
import dev.gavel.server.monitoring.BidMeters;
import dev.gavel.server.monitoring.HealthCheck;
import dev.gavel.server.monitoring.Metrics;
import dev.gavel.server.monitoring.Readiness;
import dev.gavel.server.page.Person;
import dev.gavel.server.page.RushButton;
import dev.gavel.server.pictures.Pictures;
import dev.gavel.server.pictures.PicturesConfig;
import dev.gavel.server.tracing.Traces;
import dev.gavel.server.tracing.TracesConfig;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real server on a free port over fakes, and a client that holds every response against openapi.yaml. */
final class TestApi implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();
    private static final OpenApi OPENAPI = new OpenApi();
    static final Duration HOUR = Duration.ofHours(1);
    private static final Buckets BUCKETS = new Buckets(1);

    final FakeArena arena = new FakeArena();
    final Undecided undecided = new Undecided(BUCKETS, HOUR);
    final FakeLedger ledger = new FakeLedger();
    final Tokens tokens = Tokens.withNewKey(InstantSource.system());
    final Metrics metrics = new Metrics();
    final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());
    final Feed feed;
    final Path pictures;
    final int port;
    private final Traces traces;
    private final Services services;
    private final ApiServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TestApi() {
        this(ApiConfig.DEFAULT.limits(), ApiConfig.DEFAULT.watching());
    }

    TestApi(ApiConfig.Limits limits, ApiConfig.Watching watching) {
        this(limits, watching, FeedConfig.DEFAULT);
    }

    TestApi(ApiConfig.Limits limits, ApiConfig.Watching watching, FeedConfig feeding) {
        this(config(2, limits, watching), feeding, List.of());
    }

    /** On a free port, and else as usual. */
    static ApiConfig config(int eventLoops, ApiConfig.Limits limits, ApiConfig.Watching watching) {
        return new ApiConfig(
                "127.0.0.1", 0, eventLoops, true, limits, watching, ClientLimits.DEFAULT, TlsConfig.DEFAULT);
    }

    /** Likewise. */
    static ApiConfig config(int eventLoops, ClientLimits clients, TlsConfig tls) {
        return new ApiConfig(
                "127.0.0.1", 0, eventLoops, true, ApiConfig.Limits.DEFAULT, ApiConfig.Watching.DEFAULT, clients, tls);
    }

    TestApi(ApiConfig config, FeedConfig feeding) {
        this(config, feeding, List.of());
    }

    TestApi(ApiConfig config, FeedConfig feeding, List<Person> people) {
        this(config, feeding, people, null);
    }

    TestApi(ApiConfig config, FeedConfig feeding, List<Person> people, @Nullable RushButton rush) {
        this(config, feeding, people, rush, TracesConfig.DEFAULT);
    }

    /** @param traces where spans go; sent by the time that this is closed */
    TestApi(TracesConfig traces) {
        this(
                config(2, ApiConfig.DEFAULT.limits(), ApiConfig.DEFAULT.watching()),
                FeedConfig.DEFAULT,
                List.of(),
                null,
                traces);
    }

    private TestApi(
            ApiConfig config,
            FeedConfig feeding,
            List<Person> people,
            @Nullable RushButton rush,
            TracesConfig tracing) {
        pictures = folder();
        feed = new Feed(feeding, arena, arena::end, arena, arena, List.of());
        var verifier =
                new TokenVerifier(KeySet.parse(tokens.publicKeySet()), IdentityConfig.DEFAULT, InstantSource.system());
        traces = new Traces(tracing, arena, "test");
        var readiness = new Readiness(List.of(new HealthCheck("redis", trouble::get)));
        services = new Services(
                new Markets(arena, undecided, arena, arena),
                ledger,
                feed,
                Pictures.open(new PicturesConfig(
                        pictures.toString(),
                        0,
                        100_000,
                        2_000_000,
                        1,
                        2,
                        Duration.ofSeconds(2),
                        4,
                        Duration.ofSeconds(5),
                        null)),
                new Categories(Categories.DEFAULT),
                verifier,
                new Monitoring(metrics, new BidMeters(metrics, 1, _ -> 0), readiness, traces),
                new FakeOperations(),
                people,
                null,
                rush);
        server = new ApiServer(config, services);
        feed.start();
        port = server.start();
    }

    private void deletePictures() {
        try (Stream<Path> all = Files.walk(pictures)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete the pictures of a test", e);
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("gavel-pictures");
        } catch (IOException e) {
            throw new UncheckedIOException("could not make a directory for pictures", e);
        }
    }

    record Response(int status, HttpResponse<String> http, JsonNode json) {
        String type() {
            return json.path("type").asString("").replace("urn:gavel:problem:", "");
        }
    }

    String bidder(String name) {
        return tokens.mint(new AccountId(name), Set.of(Role.BIDDER), HOUR);
    }

    String seller(String name) {
        return tokens.mint(new AccountId(name), Set.of(Role.SELLER), HOUR);
    }

    String operator(String name) {
        return tokens.mint(new AccountId(name), Set.of(Role.OPERATOR), HOUR);
    }

    String token(AccountId account, Role role) {
        return tokens.mint(account, Set.of(role), HOUR);
    }

    static String requestId() {
        return RequestId.at(Instant.now(), ThreadLocalRandom.current()).toString();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10));
    }

    Response get(String path, String... headers) {
        return send(with(request(path), headers).GET());
    }

    Response post(String path, String body, String... headers) {
        return send(with(request(path), headers)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    Response put(String path, String body, String... headers) {
        return send(with(request(path), headers)
                .header("content-type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    Response bid(AuctionId auction, String token, String body) {
        return post(
                "/v1/auctions/" + auction + "/bids",
                body,
                "authorization",
                "Bearer " + token,
                "idempotency-key",
                requestId());
    }

    Response bid(AuctionId auction, String bidder, long amount) {
        return bid(auction, bidder(bidder), "{\"amount\":" + amount + ",\"currency\":\"KRW\"}");
    }

    /** A proxy auction of seller sue, from 1,000 by 100, that closes in an hour. */
    AuctionId auction() {
        return auction("");
    }

    /** @param more further fields of the body, each with a comma behind it */
    AuctionId auction(String more) {
        String body = """
                {%s"title":"A vase","currency":"KRW","bidding":"PROXY","opening":1000,
                 "steps":[{"from":0,"step":100}],"closesAt":"%s"}""".formatted(more, FakeArena.START.plus(HOUR));
        Response response = post("/v1/auctions", body, "authorization", "Bearer " + seller("sue"));
        assertThat(response.status()).as(response.json().toString()).isEqualTo(201);
        return AuctionId.parse(response.json().get("id").asString());
    }

    Response send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            String mediaType =
                    response.headers().firstValue("content-type").orElse("").replaceAll(";.*", "");
            assertThat(OPENAPI.faults(
                            request.method(),
                            request.uri().getPath(),
                            response.statusCode(),
                            mediaType,
                            response.body()))
                    .isEmpty();
            return new Response(
                    response.statusCode(),
                    response,
                    mediaType.endsWith("json") ? JSON.readTree(response.body()) : JSON.missingNode());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Services services() {
        return services;
    }

    HttpClient http() {
        return http;
    }

    static OpenApi openApi() {
        return OPENAPI;
    }

    /** The server alone, as clients that go on see it. */
    void stop() {
        server.close();
    }

    private static HttpRequest.Builder with(HttpRequest.Builder builder, String... headers) {
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    /** Ends the server alone, as a signal does; blocks until it has ended. */
    void endServer() {
        server.close();
    }

    @Override
    public void close() {
        http.shutdownNow();
        server.close();
        feed.close();
        traces.close();
        metrics.close();
        deletePictures();
        assertThat(held())
                .as("no bid is held that was answered, or whose client has gone")
                .isZero();
    }

    /** Bids that were received and not answered. */
    int held() {
        return undecided.held(new Bucket(0), arena.now(), System.nanoTime());
    }
}
