package dev.gavel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.RequestId;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.ServerConfig.LedgerSettings;
import dev.gavel.server.ServerConfig.ShardSettings;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import dev.gavel.shards.ShardAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two nodes on the same stores, as operators see them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationsIT {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Tokens tokens = Tokens.withNewKey(InstantSource.system());
    private List<String> databases;
    private Server one;
    private Server other;

    @BeforeAll
    void start() {
        SharedStores.reset();
        databases = SharedStores.freshDatabases(2);
        one = Server.start(settings(), KeySet.parse(tokens.publicKeySet()));
        other = Server.start(settings(), KeySet.parse(tokens.publicKeySet()));
    }

    @AfterAll
    void stop() {
        other.close();
        one.close();
        http.shutdownNow();
    }

    private ServerConfig settings() {
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
                usual.metrics());
    }

    @Test
    void aNodeShowsItsBidsByBucketAndTheHotAuction() throws Exception {
        String auction = list();
        int bucket = settings().bucketCount().of(Long.parseLong(auction)).number();
        for (int i = 0; i < 20; i++) {
            assertThat(bid(auction, "ann" + i, 1_000 + 100L * i)).isEqualTo(201);
        }
        assertThat(bid(auction, "late", 1_000)).isEqualTo(409);
        await().untilAsserted(() -> {
            JsonNode node = node(one);
            JsonNode busy = node.at("/buckets/0");
            assertThat(busy.path("bucket").asInt(-1)).isEqualTo(bucket);
            assertThat(busy.path("bidsPerSecond").asDouble()).isGreaterThan(0);
            assertThat(busy.path("p50Micros").asInt()).isGreaterThan(50);
            assertThat(busy.path("p99Micros").asInt())
                    .isGreaterThanOrEqualTo(busy.path("p50Micros").asInt());
            assertThat(node.at("/load/waiting").asInt(-1)).isZero();
            assertThat(node.at("/hot/0/auction").asString()).isEqualTo(auction);
            assertThat(node.get("outcomes")
                            .valueStream()
                            .map(it -> it.path("outcome").asString()))
                    .contains("leading");
        });
        JsonNode log = node(one).at("/logs/" + bucket);
        assertThat(log.path("bucket").asInt()).isEqualTo(bucket);
        assertThat(log.path("entries").asLong()).isGreaterThan(1);
        await().until(() -> node(one).at("/logs/" + bucket + "/behind").asLong(-1) == 0);
        assertThat(node(one).get("shards")).hasSize(2);
        // The other one decided nothing, and hears of the auction from the log.
        assertThat(node(other).get("buckets")).isEmpty();
        assertThat(node(other).at("/hot/0/auction").asString()).isEqualTo(auction);
    }

    @Test
    void aNodeIsDrainedFromAnotherOnesConsoleAndServesWhoIsThere() throws Exception {
        String id = node(other).path("node").asString();
        await().until(() -> listed(id).has("summary"));
        assertThat(nodes()).hasSize(2);
        assertThat(ready(other)).isEqualTo(200);

        long since = System.nanoTime();
        assertThat(post("/v1/operations/nodes/" + id + "/drain")).isEqualTo(204);
        assertThat(listed(id).path("draining").asBoolean()).isTrue();
        await().until(() -> ready(other) == 503);
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(2));
        await().until(() -> listed(id).at("/summary/draining").asBoolean());
        assertThat(ready(one)).isEqualTo(200);
        assertThat(get(other, "/v1/auctions").statusCode())
                .as("goes on serving")
                .isEqualTo(200);

        assertThat(post("/v1/operations/nodes/" + id + "/undrain")).isEqualTo(204);
        await().until(() -> ready(other) == 200);
        assertThat(post("/v1/operations/nodes/0000000000000000/drain")).isEqualTo(404);
    }

    /** Page by page from the first one; some are in the ledger and some may not be yet. */
    @Test
    void anAuctionsDecisionsComeOneByOneRefusalsToo() throws Exception {
        String auction = list();
        for (int i = 1; i <= 100; i++) {
            assertThat(bid(auction, "ann" + i % 7, 1_000 + 100L * i)).isEqualTo(201);
        }
        bid(auction, "low", 1_050);
        // A refusal that the edge has not made without the arena is a decision.
        await().until(() -> bid(auction, "sue", 50_000) == 403);
        List<JsonNode> all = decisions(auction);
        List<Long> sequences =
                all.stream().map(it -> it.get("sequence").asLong()).toList();
        assertThat(sequences).startsWith(0L, 1L, 2L).isSorted().doesNotHaveDuplicates();
        assertThat(sequences.getLast()).isEqualTo(sequences.size() - 1L);
        assertThat(all.get(0).get("kind").asString()).isEqualTo("LISTED");
        assertThat(all.get(1).get("amount").asLong()).isEqualTo(1_100);
        assertThat(all.getLast().get("outcome").asString()).isEqualTo("OWN_AUCTION");
        await().until(() -> node(one)
                .get("logs")
                .valueStream()
                .allMatch(log -> log.path("behind").asLong(-1) == 0));
        assertThat(decisions(auction).stream().map(it -> it.get("sequence").asLong()))
                .as("the same from the ledger alone")
                .isEqualTo(sequences);
        assertThat(json(get(one, "/v1/operations/auctions/" + auction + "/decisions?limit=1"))
                        .get("last")
                        .asLong())
                .isEqualTo(sequences.getLast());
    }

    private List<JsonNode> decisions(String auction) throws Exception {
        List<JsonNode> all = new ArrayList<>();
        String after = "-1";
        while (!after.isEmpty()) {
            JsonNode page = json(get(one, "/v1/operations/auctions/" + auction + "/decisions?limit=30&after=" + after));
            page.get("decisions").forEach(all::add);
            after = page.path("next").asString("");
        }
        return all;
    }

    @Test
    void aQuarantinedAuctionIsShownWithBothVerdicts() throws Exception {
        plant("""
                insert into quarantine (bucket, auction_id, ends_at, sequence, matter, arena, referee)
                values (1, 4711, now(), 9, 'LEADER', 'bob', 'ann')""");
        plant("""
                insert into quarantine (bucket, auction_id, ends_at, sequence, matter, arena, referee, resolved_at)
                values (1, 4712, now(), 9, 'LEADER', 'bob', 'ann', now())""");
        JsonNode found = json(get(other, "/v1/operations/quarantine")).get("auctions");
        assertThat(found).hasSize(1);
        assertThat(found.get(0).toString()).contains("4711", "LEADER", "\"bob\"", "\"ann\"");
    }

    private void plant(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(databases.getFirst());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(20));
    }

    private JsonNode node(Server server) throws Exception {
        return json(get(server, "/v1/operations/node"));
    }

    private JsonNode nodes() throws Exception {
        return json(get(one, "/v1/operations/nodes")).get("nodes");
    }

    private JsonNode listed(String id) throws Exception {
        return nodes().valueStream()
                .filter(it -> it.path("node").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private int ready(Server server) throws Exception {
        return get(server, "/health/ready").statusCode();
    }

    private int post(String path) throws Exception {
        return send(to(one, path, Role.OPERATOR, "olga").POST(BodyPublishers.noBody()))
                .statusCode();
    }

    private String list() throws Exception {
        String body = """
                {"title":"A vase","currency":"KRW","bidding":"PLAIN","opening":1000,
                 "steps":[{"from":0,"step":100}],"closesAt":"%s"}""".formatted(Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.MILLIS));
        return json(send(to(one, "/v1/auctions", Role.SELLER, "sue").POST(BodyPublishers.ofString(body))))
                .get("id")
                .asString();
    }

    private int bid(String auction, String name, long amount) throws Exception {
        return send(to(one, "/v1/auctions/" + auction + "/bids", Role.BIDDER, name)
                        .header(
                                "idempotency-key",
                                RequestId.at(Instant.now(), ThreadLocalRandom.current())
                                        .toString())
                        .POST(BodyPublishers.ofString("{\"amount\":" + amount + ",\"currency\":\"KRW\"}")))
                .statusCode();
    }

    private HttpResponse<String> get(Server server, String path) throws Exception {
        return send(to(server, path, Role.OPERATOR, "olga"));
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    private HttpRequest.Builder to(Server server, String path, Role role, String name) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json")
                .header(
                        "authorization",
                        "Bearer " + tokens.mint(new AccountId(name), Set.of(role), Duration.ofHours(1)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
