package dev.gavel.server;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.RequestId;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.ServerConfig.LedgerSettings;
import dev.gavel.server.ServerConfig.ShardSettings;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import dev.gavel.server.monitoring.MetricsConfig;
import dev.gavel.server.tracing.TracesConfig;
import dev.gavel.shards.PoolConfig;
import dev.gavel.shards.ShardAddress;
import java.io.IOException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Nodes on the same stores, and what people ask of them. */
final class Site implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private static final Duration WAIT_MAX = Duration.ofSeconds(20);
    private static final Duration LENGTH = Duration.ofMinutes(10);

    final List<String> databases;
    private final String redisUri;
    private final Tokens tokens = Tokens.withNewKey(InstantSource.system());
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Server> nodes = new ArrayList<>();

    Site(String redisUri, List<String> databases) {
        this.redisUri = redisUri;
        this.databases = databases;
    }

    /** On fresh databases of the shared stores. */
    static Site fresh(int shards) {
        SharedStores.reset();
        return new Site(SharedStores.redis().redisUri(), SharedStores.freshDatabases(shards));
    }

    Server start(TracesConfig traces) {
        return start(MetricsConfig.DEFAULT, traces);
    }

    Server start(MetricsConfig metrics, TracesConfig traces) {
        Server node = Server.start(settings(metrics, traces), KeySet.parse(tokens.publicKeySet()));
        nodes.add(node);
        return node;
    }

    private ServerConfig settings(MetricsConfig metrics, TracesConfig traces) {
        ServerConfig usual = ServerConfig.DEFAULT;
        List<ShardSettings> shards = databases.stream()
                .map(url -> ShardAddress.parse("test", url))
                .map(shard -> new ShardSettings(shard.url(), shard.user(), shard.password()))
                .toList();
        // A shard that is gone is noticed soon.
        var pool = new PoolConfig(8, Duration.ofSeconds(1), Duration.ofSeconds(2), 4);
        return new ServerConfig(
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
                metrics,
                traces);
    }

    /** @return the id of a new auction that rises from 1,000 won by 100 */
    String list(Server node) throws IOException, InterruptedException {
        return list(node, LENGTH);
    }

    /** @param length until the close */
    String list(Server node, Duration length) throws IOException, InterruptedException {
        String body = """
                {"title":"A vase","currency":"KRW","bidding":"PLAIN","opening":1000,
                 "steps":[{"from":0,"step":100}],"closesAt":"%s"}""".formatted(Instant.now().plus(length).truncatedTo(ChronoUnit.MILLIS));
        return json(send(to(node, "/v1/auctions", Role.SELLER, "sue").POST(BodyPublishers.ofString(body))))
                .get("id")
                .asString();
    }

    static RequestId requestId() {
        return RequestId.at(Instant.now(), ThreadLocalRandom.current());
    }

    /** @param headers name, value, name, value, … */
    HttpResponse<String> bid(Server node, String auction, String name, long amount, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = to(node, "/v1/auctions/" + auction + "/bids", Role.BIDDER, name)
                .header("idempotency-key", requestId().toString())
                .POST(BodyPublishers.ofString("{\"amount\":" + amount + ",\"currency\":\"KRW\"}"));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** @return the frame of the answer */
    String bidOverSocket(Server node, String auction, String name, long amount) throws Exception {
        var answer = new CompletableFuture<String>();
        WebSocket socket = http.newWebSocketBuilder()
                .header("authorization", "Bearer " + token(name, Role.BIDDER))
                .buildAsync(URI.create("ws://127.0.0.1:" + node.port() + "/v1/socket"), new Answers(answer))
                .get(WAIT_MAX.toSeconds(), TimeUnit.SECONDS);
        CompletableFuture<WebSocket> sent = socket.sendText("""
                {"type":"bid","ref":1,"auction":"%s","requestId":"%s","amount":%d,"currency":"KRW"}""".formatted(auction, requestId(), amount), true);
        try {
            return sent.thenCombine(answer, (_, frame) -> frame).get(WAIT_MAX.toSeconds(), TimeUnit.SECONDS);
        } finally {
            socket.abort();
        }
    }

    private record Answers(CompletableFuture<String> first) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            first.complete(text.toString());
            return WebSocket.Listener.super.onText(socket, text, last);
        }
    }

    private String token(String name, Role role) {
        return tokens.mint(new AccountId(name), Set.of(role), Duration.ofHours(1));
    }

    HttpRequest.Builder to(Server node, String path, Role role, String name) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
                .timeout(WAIT_MAX)
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + token(name, role));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        nodes.reversed().forEach(Server::close);
        http.shutdownNow();
    }
}
