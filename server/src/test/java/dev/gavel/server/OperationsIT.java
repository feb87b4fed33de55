package dev.gavel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.server.identity.Role;
import dev.gavel.server.tracing.TracesConfig;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Two nodes on the same stores, as operators see them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationsIT {
    private Site site;
    private Server one;
    private Server other;

    @BeforeAll
    void start() {
        site = Site.fresh(2);
        one = site.start(TracesConfig.DEFAULT);
        other = site.start(TracesConfig.DEFAULT);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void aNodeShowsItsBidsByBucketAndTheHotAuction() throws Exception {
        String auction = list();
        int bucket =
                ServerConfig.DEFAULT.bucketCount().of(Long.parseLong(auction)).number();
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
        assertThat(Site.json(get(one, "/v1/operations/auctions/" + auction + "/decisions?limit=1"))
                        .get("last")
                        .asLong())
                .isEqualTo(sequences.getLast());
    }

    private List<JsonNode> decisions(String auction) throws Exception {
        List<JsonNode> all = new ArrayList<>();
        String after = "-1";
        while (!after.isEmpty()) {
            JsonNode page =
                    Site.json(get(one, "/v1/operations/auctions/" + auction + "/decisions?limit=30&after=" + after));
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
        JsonNode found = Site.json(get(other, "/v1/operations/quarantine")).get("auctions");
        assertThat(found).hasSize(1);
        assertThat(found.get(0).toString()).contains("4711", "LEADER", "\"bob\"", "\"ann\"");
    }

    private void plant(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(site.databases.getFirst());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(20));
    }

    private JsonNode node(Server server) throws Exception {
        return Site.json(get(server, "/v1/operations/node"));
    }

    private JsonNode nodes() throws Exception {
        return Site.json(get(one, "/v1/operations/nodes")).get("nodes");
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
        return site.send(site.to(one, path, Role.OPERATOR, "olga").POST(BodyPublishers.noBody()))
                .statusCode();
    }

    private String list() throws Exception {
        return site.list(one);
    }

    private int bid(String auction, String name, long amount) throws Exception {
        return site.bid(one, auction, name, amount).statusCode();
    }

    private HttpResponse<String> get(Server server, String path) throws Exception {
        return site.send(site.to(server, path, Role.OPERATOR, "olga"));
    }
}
