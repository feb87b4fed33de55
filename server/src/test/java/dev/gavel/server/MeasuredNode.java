package dev.gavel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.RequestId;
import dev.gavel.server.ServerConfig.LedgerSettings;
import dev.gavel.server.ServerConfig.ShardSettings;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import dev.gavel.server.monitoring.MetricsConfig;
import dev.gavel.shards.Buckets;
import dev.gavel.shards.PoolConfig;
import dev.gavel.shards.ShardAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A server whose metrics are looked at, with a client of it. */
final class MeasuredNode implements AutoCloseable {
    private static final Duration WAIT_MAX = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Tokens tokens = Tokens.withNewKey(InstantSource.system());
    private final Server server;

    MeasuredNode(String redisUri, List<String> databases, MetricsConfig metrics) {
        ServerConfig usual = ServerConfig.DEFAULT;
        List<ShardSettings> shards = databases.stream()
                .map(url -> ShardAddress.parse("test", url))
                .map(shard -> new ShardSettings(shard.url(), shard.user(), shard.password()))
                .toList();
        // A shard that is gone is noticed soon.
        var pool = new PoolConfig(8, Duration.ofSeconds(1), Duration.ofSeconds(2), 4);
        server = Server.start(
                new ServerConfig(
                        usual.buckets(),
                        usual.arena().withRedisUri(redisUri),
                        usual.bidding(),
                        usual.admission(),
                        new LedgerSettings(shards, pool, usual.ledger().reader()),
                        usual.api().onPort(0),
                        usual.identity(),
                        usual.feed(),
                        usual.recovery(),
                        usual.offers(),
                        metrics),
                KeySet.parse(tokens.publicKeySet()));
    }

    static int bucketOf(String auction) {
        return new Buckets(Buckets.COUNT_DEFAULT).of(Long.parseLong(auction)).number();
    }

    String shardOf(String auction) {
        var router = server.ledger().router();
        return Integer.toString(router.map().shardOf(router.bucketOf(Long.parseLong(auction))));
    }

    String list(Duration length) throws Exception {
        String body = """
                {"title":"A vase","currency":"KRW","bidding":"PLAIN","opening":1000,
                 "steps":[{"from":0,"step":100}],"closesAt":"%s"}""".formatted(Instant.now().plus(length).truncatedTo(ChronoUnit.MILLIS));
        HttpResponse<String> answer =
                send(to("/v1/auctions", Role.SELLER, "sue").POST(BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.body().replaceFirst("(?s).*?\"id\":\"(\\d+)\".*", "$1");
    }

    int bid(String auction, String name, long amount) throws Exception {
        return send(to("/v1/auctions/" + auction + "/bids", Role.BIDDER, name)
                        .header("idempotency-key", requestId())
                        .POST(BodyPublishers.ofString("{\"amount\":" + amount + ",\"currency\":\"KRW\"}")))
                .statusCode();
    }

    /** The answer's frame. */
    String bidOverSocket(String auction, String name, long amount) throws Exception {
        var answer = new CompletableFuture<String>();
        var listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                answer.complete(data.toString());
                return CompletableFuture.completedStage(null);
            }
        };
        WebSocket socket = http.newWebSocketBuilder()
                .header("authorization", "Bearer " + token(Role.BIDDER, name))
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/v1/socket"), listener)
                .get(WAIT_MAX.toSeconds(), TimeUnit.SECONDS);
        CompletableFuture<WebSocket> sent = socket.sendText(
                "{\"type\":\"bid\",\"ref\":1,\"auction\":\"" + auction + "\",\"requestId\":\"" + requestId()
                        + "\",\"amount\":" + amount + ",\"currency\":\"KRW\"}",
                true);
        try {
            sent.get(WAIT_MAX.toSeconds(), TimeUnit.SECONDS);
            return answer.get(WAIT_MAX.toSeconds(), TimeUnit.SECONDS);
        } finally {
            socket.abort();
        }
    }

    private static String requestId() {
        return RequestId.at(Instant.now(), ThreadLocalRandom.current()).toString();
    }

    Scraped scrape() throws Exception {
        HttpResponse<String> answer = get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        return Scraped.parse(answer.body());
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = to(path, Role.OPERATOR, "olga");
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpRequest.Builder to(String path, Role role, String name) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(WAIT_MAX)
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + token(role, name));
    }

    private String token(Role role, String name) {
        return tokens.mint(new AccountId(name), Set.of(role), Duration.ofHours(1));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        server.close();
        http.shutdownNow();
    }
}
