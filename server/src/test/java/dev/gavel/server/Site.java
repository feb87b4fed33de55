package dev.gavel.server;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.RequestId;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.ServerConfig.LedgerSettings;
import dev.gavel.server.ServerConfig.ShardSettings;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import dev.gavel.server.tracing.TracesConfig;
import dev.gavel.shards.ShardAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Nodes on the same fresh stores, and what people ask of them. */
final class Site implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    final List<String> databases;
    private final Tokens tokens = Tokens.withNewKey(InstantSource.system());
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Server> nodes = new ArrayList<>();

    Site(int shards) {
        SharedStores.reset();
        databases = SharedStores.freshDatabases(shards);
    }

    Server start(TracesConfig traces) {
        Server node = Server.start(settings(traces), KeySet.parse(tokens.publicKeySet()));
        nodes.add(node);
        return node;
    }

    private ServerConfig settings(TracesConfig traces) {
        ServerConfig usual = ServerConfig.DEFAULT;
        List<ShardSettings> shards = databases.stream()
                .map(url -> ShardAddress.parse("test", url))
                .map(shard -> new ShardSettings(shard.url(), shard.user(), shard.password()))
                .toList();
        return new ServerConfig(
                usual.buckets(),
                usual.arena().withRedisUri(SharedStores.redis().redisUri()),
                usual.bidding(),
                usual.admission(),
                new LedgerSettings(shards, usual.ledger().pool(), usual.ledger().reader()),
                usual.api().onPort(0),
                usual.identity(),
                usual.feed(),
                usual.recovery(),
                usual.offers(),
                usual.metrics(),
                traces);
    }

    /** @return the id of a new auction that rises from 1,000 won by 100 */
    String list(Server node) throws IOException, InterruptedException {
        String body = """
                {"title":"A vase","currency":"KRW","bidding":"PLAIN","opening":1000,
                 "steps":[{"from":0,"step":100}],"closesAt":"%s"}""".formatted(Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.MILLIS));
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

    String token(String name, Role role) {
        return tokens.mint(new AccountId(name), Set.of(role), Duration.ofHours(1));
    }

    HttpRequest.Builder to(Server node, String path, Role role, String name) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + token(name, role));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    HttpClient http() {
        return http;
    }

    @Override
    public void close() {
        nodes.reversed().forEach(Server::close);
        http.shutdownNow();
    }
}
