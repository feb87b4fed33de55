package dev.gavel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.dev.EmbeddedPostgres;
import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.server.monitoring.MetricsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server shows while a store is away: how far behind, and nothing that is no longer known. */
class MetricsInOutagesIT {
    @Test
    void theLedgerFallsBehindAndWhatNobodyTellsIsAbsent(@TempDir Path folder) throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"));
                EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
                var node = new MeasuredNode(
                        redis.redisUri(), postgres.ensureDatabases(List.of("gavel0")), MetricsConfig.DEFAULT)) {
            String auction = node.list(Duration.ofHours(1));
            assertThat(node.bid(auction, "ann", 1_000)).isEqualTo(201);
            await().until(() -> node.scrape().all("gavel_quarantined").size() == 1);
            await().until(() -> node.scrape().sum("gavel_auctions_open") == 1);

            postgres.pause();
            assertThat(node.bid(auction, "bob", 2_000)).isEqualTo(201);
            await().until(() -> node.scrape().value("gavel_ledger_behind_seconds") > 3);
            await().until(() -> node.scrape().all("gavel_quarantined").isEmpty());
            postgres.resume();
            await().until(() -> node.scrape().value("gavel_ledger_behind_seconds") == 0);

            redis.stop();
            await().until(() -> node.scrape().value("gavel_redis_up") == 0);
            await().untilAsserted(() -> {
                Scraped away = node.scrape();
                assertThat(away.types().keySet())
                        .noneMatch(name -> name.startsWith("gavel_redis_") && !name.equals("gavel_redis_up"))
                        .doesNotContain("gavel_log_entries", "gavel_auctions_open", "gavel_ledger_behind_seconds");
                assertThat(away.value("gavel_ready", "check", "redis")).isZero();
            });
            redis.start();
            await().until(() -> node.scrape().sum("gavel_auctions_open") == 1);
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100));
    }
}
