package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.server.identity.Role;
import dev.gavel.system.Deployed.Panel;
import dev.gavel.system.Deployed.Rule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A rush that is watched as it is in production: by a real Prometheus, which tells a real Alertmanager. */
@Tag("alone")
final class MonitoringIT {
    private static final int BIDS_PER_SECOND = 100;
    /** After the program has warmed up. */
    private static final Duration CALM_MAX = Duration.ofMinutes(2);

    private static final Duration TOLD_MAX = Duration.ofMinutes(1);
    /** Longer than anybody looks: than all that is waited for, one after the other. */
    private static final Duration RUSH = CALM_MAX.plus(TOLD_MAX.multipliedBy(8));

    private static final Duration WATCHED = Duration.ofSeconds(45);
    private static final int FINE = 0;
    private static final int FOUND = 2;
    private static final String SLOW = "/bids-slow.md";
    /** How a variable asks for its values: of which series, of which label. */
    private static final Pattern VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

    @Test
    void whatIsSlowIsToldWithItsRunbookAndSoIsItsEndAndEveryQueryFindsWhatItAsksFor(@TempDir Path directory) {
        assumeTrue(Monitored.isPossible(), Monitored.MISSING);
        try (var redis = EmbeddedRedis.start(
                        directory.resolve("redis"), Map.of("latency-monitor-threshold", "1", "maxmemory", "256mb"));
                var _ = EmbeddedRedis.start(
                        directory.resolve("replica"), Map.of("replicaof", "127.0.0.1 " + redis.port()));
                var cluster = Cluster.ofHastyBiddersOn(directory, redis.redisUri());
                var onCall = new OnCall()) {
            int port = cluster.node().port();
            try (var api = new Api(port);
                    var monitored = Monitored.watch(directory, port, onCall);
                    var crowd = PageCrowd.connect(
                            port, it -> cluster.token(it, Role.BIDDER), directory, BIDS_PER_SECOND, RUSH)) {
                String seller = cluster.token("sue", Role.SELLER);
                crowd.begin(
                        api.list(seller, Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS), ""));
                anAuctionThatIsSettled(api, cluster);
                await("bids are quick, and nobody is told otherwise")
                        .atMost(CALM_MAX)
                        .until(() -> monitored.now("gavel:bid_duration_seconds:p99 < 0.1") > 0
                                && !monitored.fires("BidsSlow"));

                Told told = assertSlownessIsTold(monitored, onCall, redis);
                assertDiagnosed(port, monitored.url(), cluster.settingsFile());
                assertQuickAgainIsTold(onCall, told);
                assertEveryRuleHasData(monitored);
                assertEveryDashboardHasData(monitored);
            }
        }
    }

    private static void anAuctionThatIsSettled(Api api, Cluster cluster) {
        String auction = api.list(
                cluster.token("sue", Role.SELLER),
                Instant.now().plus(Duration.ofSeconds(4)).truncatedTo(ChronoUnit.MILLIS),
                "");
        Api.attempt(() -> api.bid(auction, cluster.token("ann", Role.BIDDER), Api.newId(), 2_000));
        // For the panel of requests that failed.
        assertThat(api.get("/v1/auctions/1").status()).isEqualTo(404);
    }

    /** What of slow bids was told and is not over: PagerDuty's incidents, Slack's messages. */
    private record Told(Set<String> incidents, Set<String> messages) {
        static Told by(OnCall onCall) {
            return new Told(onCall.incidents(SLOW), onCall.messages(SLOW));
        }

        boolean nothing() {
            return incidents.isEmpty() && messages.isEmpty();
        }

        boolean both() {
            return !incidents.isEmpty() && !messages.isEmpty();
        }

        boolean noneOf(Told earlier) {
            return Collections.disjoint(incidents, earlier.incidents)
                    && Collections.disjoint(messages, earlier.messages);
        }
    }

    private static Told assertSlownessIsTold(Monitored monitored, OnCall onCall, EmbeddedRedis redis) {
        await("what was slow while the program warmed up is over for everybody")
                .atMost(TOLD_MAX)
                .until(() -> Told.by(onCall).nothing());
        try (var _ = new SlowRedis(redis.redisUri())) {
            // A busy machine may be slow for a hundredth of the bids; half of them are slow with this Redis alone.
            await("BidsSlow fires, since Redis is slow")
                    .atMost(TOLD_MAX)
                    .until(() ->
                            monitored.fires("BidsSlow") && monitored.now("gavel:bid_duration_seconds:p50 > 0.1") > 0);
            return await("Slack has a message with the runbook, and PagerDuty calls")
                    .atMost(TOLD_MAX)
                    .until(() -> Told.by(onCall), Told::both);
        }
    }

    private static void assertQuickAgainIsTold(OnCall onCall, Told told) {
        await("both hear that the very same is over")
                .atMost(TOLD_MAX)
                .until(() -> Told.by(onCall).noneOf(told));
    }

    /** From the node alone, from Prometheus, and with the stores. */
    private static void assertDiagnosed(int port, String prometheus, Path settings) {
        String node = "http://127.0.0.1:" + port;
        assertThat(said("bids-slow", "--server", node))
                .contains("is ready", "arrival to answer, p99", "docs/runbooks/bids-slow.md")
                .doesNotContain("cannot tell");
        assertThat(said("replica-lag", "--prometheus", prometheus))
                .contains("ok           the alert ReplicaLag does not fire", "a replica is behind by")
                .doesNotContain("cannot tell");
        assertThat(said("close-not-settled", "--server", node, "--config", settings.toString()))
                .contains("keeps what fsync promises", "aof_last_write_status: ok", "waiting for locks: 0");
    }

    private static String said(String... page) {
        String[] arguments =
                Stream.concat(Stream.of("runbook"), Stream.of(page)).toArray(String[]::new);
        try (Program runbook = Program.start(arguments)) {
            assertThat(runbook.exitCode(TOLD_MAX)).as(runbook.err().toString()).isIn(FINE, FOUND);
            return String.join("\n", runbook.out());
        }
    }

    private static void assertEveryRuleHasData(Monitored monitored) {
        Deployed deployed = Deployed.find();
        List<String> empty = new ArrayList<>();
        for (Rule rule : deployed.rules()) {
            // Whether it fires is another matter; that it can be asked and that it has something to go by is not.
            monitored.now(rule.expression());
            if (!rule.alert() && monitored.lately(rule.name(), WATCHED) == 0) {
                empty.add(rule.name());
            }
            for (String meter : deployed.meters(rule.expression())) {
                if (monitored.lately("{__name__=~\"" + meter + "(_count)?\"}", WATCHED) == 0) {
                    empty.add(rule.name() + " asks for " + meter);
                }
            }
        }
        assertThat(empty).isEmpty();
    }

    private static void assertEveryDashboardHasData(Monitored monitored) {
        Deployed deployed = Deployed.find();
        List<String> empty = new ArrayList<>();
        for (Panel panel : deployed.panels()) {
            for (String query : panel.queries()) {
                String asked = query.replace("$__rate_interval", "5s").replaceAll("\\$(shard|instance)", ".*");
                if (monitored.lately(asked, WATCHED) == 0) {
                    empty.add(panel + ": " + asked);
                }
            }
        }
        for (JsonNode dashboard : deployed.dashboards()) {
            String title = dashboard.path("title").asString();
            for (JsonNode variable : dashboard.path("templating").path("list")) {
                Matcher values = VALUES.matcher(variable.path("definition").asString(""));
                boolean asks = variable.path("type").asString().equals("query");
                if (asks && (!values.matches() || monitored.values(values.group(2), values.group(1)) == 0)) {
                    empty.add(title + ": $" + variable.path("name").asString());
                }
            }
            for (JsonNode annotation : dashboard.path("annotations").path("list")) {
                if (monitored.lately(annotation.path("expr").asString(""), RUSH) == 0) {
                    empty.add(title + ": " + annotation.path("name").asString());
                }
            }
        }
        assertThat(empty).isEmpty();
    }
}
