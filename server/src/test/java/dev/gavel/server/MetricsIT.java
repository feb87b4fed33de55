package dev.gavel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.dev.SharedStores;
import dev.gavel.server.monitoring.MetricsConfig;
import java.net.http.HttpResponse;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a server shows of itself, and that docs/metrics.md says the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsIT {
    private List<String> databases;
    private MeasuredNode node;

    @BeforeAll
    void start() {
        SharedStores.reset();
        databases = SharedStores.freshDatabases(2);
        node = start(MetricsConfig.DEFAULT);
    }

    private MeasuredNode start(MetricsConfig metrics) {
        return new MeasuredNode(SharedStores.redis().redisUri(), databases, metrics);
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @Test
    void thePageOfMetricsIsRight() throws Exception {
        var page = MetricsPage.read();
        assertThat(page).hasSizeGreaterThan(80);
        await().untilAsserted(() ->
                assertThat(MetricsPage.differences(page, node.scrape())).isEmpty());
    }

    @Test
    void thePageSaysHowManyValuesALabelHas() throws Exception {
        Map<String, Integer> counts = MetricsPage.counts();
        assertThat(counts).containsOnlyKeys("path", "outcome", "reason", "check");
        await().untilAsserted(() -> {
            Scraped shown = node.scrape();
            counts.forEach((label, count) -> assertThat(shown.samples().stream()
                            .filter(sample -> sample.name().startsWith("gavel_"))
                            .map(sample -> sample.labels().get(label))
                            .filter(Objects::nonNull)
                            .distinct())
                    .as(label)
                    .hasSize(count));
        });
    }

    @Test
    void bidsAreMeasuredByPathAndShardAndBucket() throws Exception {
        String auction = node.list(Duration.ofHours(1));
        String shard = node.shardOf(auction);
        String bucket = Integer.toString(MeasuredNode.bucketOf(auction));
        Scraped before = node.scrape();
        assertThat(node.bid(auction, "ann", 1_000)).isEqualTo(201);
        assertThat(node.bid(auction, "bob", 1_000)).isEqualTo(409);
        assertThat(node.bidOverSocket(auction, "bob", 1_200)).contains("LEADING");

        Scraped after = node.scrape();
        assertThat(after.since(before, "gavel_bids_total", "outcome", "leading", "path", "http"))
                .isEqualTo(1);
        assertThat(after.since(before, "gavel_bids_total", "outcome", "leading", "path", "websocket"))
                .isEqualTo(1);
        assertThat(after.since(before, "gavel_bids_total")).isEqualTo(3);
        String count = "gavel_bid_duration_seconds_count";
        assertThat(after.since(before, count, "shard", shard, "path", "http")).isEqualTo(2);
        assertThat(after.since(before, count, "shard", shard, "path", "websocket"))
                .isEqualTo(1);
        assertThat(after.since(before, count)).isEqualTo(3);
        assertThat(after.value("gavel_bid_duration_seconds_max", "shard", shard, "path", "http"))
                .isBetween(50e-6, 5.0);
        assertThat(after.all("gavel_bid_duration_seconds_bucket", "shard", shard, "path", "http"))
                .extracting(sample -> sample.labels().get("le"))
                .containsExactly(
                        "0.001", "0.002", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0",
                        "10.0", "+Inf");
        assertThat(after.since(before, "gavel_bucket_bids_total", "bucket", bucket))
                .isEqualTo(3);
        assertThat(after.since(before, "gavel_bucket_bids_total")).isEqualTo(3);
        assertThat(after.since(before, "gavel_turn_bids_sum")).isEqualTo(3);
        assertThat(after.sum("gavel_queue_bids")).isZero();
        assertThat(after.sum("gavel_queue_age_seconds")).isZero();
        assertThat(after.value("gavel_clock_uncertainty_seconds")).isBetween(1e-6, 0.5);
    }

    @Test
    void aCloseIsMeasuredUntilItsResultIsInTheLedger() throws Exception {
        Scraped before = node.scrape();
        String auction = node.list(Duration.ofSeconds(3));
        String shard = node.shardOf(auction);
        assertThat(node.bid(auction, "ann", 1_000)).isEqualTo(201);
        String count = "gavel_settlement_delay_seconds_count";
        await().until(() -> node.scrape().since(before, "gavel_closed_total") == 1);
        await().until(() -> node.scrape().since(before, count, "shard", shard) == 1);
        // Two rounds of whoever asks the stores later, all is told, and nothing twice.
        await().untilAsserted(() -> {
            Scraped settled = node.scrape();
            assertThat(settled.since(before, count)).isEqualTo(1);
            assertThat(settled.since(before, "gavel_ledger_settled_total")).isEqualTo(1);
            assertThat(settled.since(before, "gavel_settlement_delay_seconds_sum"))
                    .isBetween(0.0, 10.0);
            assertThat(settled.value("gavel_ledger_commit_seconds_count", "shard", shard))
                    .isEqualTo(settled.value("gavel_ledger_transactions_total", "shard", shard));
            assertThat(settled.sum("gavel_ledger_behind_seconds")).isZero();
            assertThat(settled.sum("gavel_close_overdue_seconds")).isZero();
            assertThat(settled.value("gavel_log_entries", "bucket", Integer.toString(MeasuredNode.bucketOf(auction))))
                    .isGreaterThan(2);
            assertThat(settled.value("gavel_redis_scripts_total")).isGreaterThan(10);
            assertThat(settled.value("gavel_redis_script_seconds_total")).isGreaterThan(0);
            assertThat(settled.value("gavel_redis_memory_used_bytes"))
                    .isBetween(1.0, settled.value("gavel_redis_memory_max_bytes"));
            assertThat(settled.value("gavel_redis_up")).isEqualTo(1);
            assertThat(settled.value("gavel_feed_behind")).isZero();
            assertThat(settled.sum("gavel_ready")).isEqualTo(4);
            assertThat(settled.value("hikaricp_connections_max", "pool", "shard-" + shard))
                    .isEqualTo(8);
        });
    }

    /** A rush of other auctions and accounts makes no other series. */
    @Test
    void aSeriesIsOfNoAuctionAndNoAccount() throws Exception {
        busy("a");
        Set<String> before = new TreeSet<>();
        await().untilAsserted(() -> {
            Scraped shown = node.scrape();
            // So nothing comes later.
            assertThat(MetricsPage.differences(MetricsPage.read(), shown)).isEmpty();
            before.addAll(shown.series());
        });
        for (int i = 0; i < 20; i++) {
            busy("b" + i);
        }
        await().until(() -> node.scrape().sum("gavel_auctions_open") >= 20);
        Set<String> after = new TreeSet<>(node.scrape().series());
        after.removeAll(before);
        assertThat(after).allMatch(series -> series.startsWith("jvm_"));
        assertThat(before).hasSizeLessThan(1_500);
    }

    private void busy(String name) throws Exception {
        String auction = node.list(Duration.ofHours(1));
        assertThat(node.bid(auction, name, 1_000)).isEqualTo(201);
        assertThat(node.bid(auction, name + "x", 500)).isEqualTo(409);
        assertThat(node.bidOverSocket(auction, name + "y", 5_000)).contains("LEADING");
        assertThat(node.get("/v1/auctions/" + auction).statusCode()).isEqualTo(200);
    }

    @Test
    void anAuctionInQuarantineIsCounted() throws Exception {
        await().until(() -> node.scrape().all("gavel_quarantined").size() == 2);
        try (var connection = DriverManager.getConnection(databases.get(1));
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into quarantine (bucket, auction_id, ends_at, sequence, matter, arena, referee)
                    values (1, 4711, now(), 9, 'LEADER', 'bob', 'ann')""");
        }
        await().until(() -> node.scrape().value("gavel_quarantined", "shard", "1") == 1);
        assertThat(node.scrape().value("gavel_quarantined", "shard", "0")).isZero();
    }

    @Test
    void openMetricsIsForThoseWhoAskForIt() throws Exception {
        assertThat(node.get("/metrics").headers().firstValue("content-type"))
                .hasValue("text/plain; version=0.0.4; charset=utf-8");
        HttpResponse<String> open = node.get(
                "/metrics",
                "accept",
                "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5");
        assertThat(open.headers().firstValue("content-type"))
                .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.body()).endsWith("# EOF\n").contains("# TYPE gavel_bids counter");
    }

    @Test
    void aNodeThatDoesNotMeasureItselfSaysSoAndServes() throws Exception {
        try (var silent = start(new MetricsConfig(false))) {
            HttpResponse<String> answer = silent.get("/metrics");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("metrics.enabled");
            String auction = silent.list(Duration.ofHours(1));
            assertThat(silent.bid(auction, "ann", 1_000)).isEqualTo(201);
            assertThat(silent.bidOverSocket(auction, "bob", 2_000)).contains("LEADING");
            await().untilAsserted(
                            () -> assertThat(silent.get("/v1/operations/node").body())
                                    .contains("{\"outcome\":\"leading\"")
                                    .contains("\"total\":2"));
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(100));
    }
}
