package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.RequestId;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.identity.Role;
import dev.gavel.system.Api.Answer;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gavel recover}: first asked what it would do, then told to do it. */
final class RecoverIT {
    private static final Duration RUN_MAX = Duration.ofSeconds(60);
    private static final int DIFFERENT = 2;
    private static final String WHY = "{\"reason\":\"a fire alarm\"}";

    @Test
    void anEmptyRedisIsMadeAgainOnceItIsNotADryRun(@TempDir Path directory) throws Exception {
        try (var cluster = new Cluster(directory)) {
            String token = cluster.token("ann", Role.BIDDER);
            RequestId id = Api.newId();
            String auction;
            Answer told;
            try (Program node = cluster.node();
                    var api = new Api(node.port())) {
                Instant closesAt = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS);
                auction = api.list(cluster.token("sue", Role.SELLER), closesAt, "");
                told = api.bid(auction, token, id, 5_000);
                change(cluster, api, "PUT", auction, "bidders/bob", "{\"standing\":\"BLOCKED\"}");
                change(cluster, api, "POST", auction, "pause", WHY);
                await().until(() ->
                        cluster.onEachShard("select count(*) from intervention").contains(2L));
                await().until(() ->
                        cluster.onEachShard("select count(*) from accepted_bid").contains(1L));
            }
            SharedStores.redis().flushAll();

            assertThat(recover(cluster, DIFFERENT, "--dry-run"))
                    .contains("1 of 64 buckets are not level with the ledger")
                    .anyMatch(line -> line.contains("1 open and 0 ended auctions, 1 bids, 1 remembered"));
            assertThat(keysOfBuckets()).isZero();
            assertThat(recover(cluster, 0)).anyMatch(line -> line.startsWith("Recovered 1 buckets with 1 open"));
            assertThat(recover(cluster, 0, "--dry-run"))
                    .containsExactly("0 of 64 buckets are not level with the ledger");

            try (Program node = cluster.node();
                    var api = new Api(node.port())) {
                assertThat(api.bidUntilDecided(auction, token, id, 5_000)).isEqualTo(told);
                assertThat(reason(api, auction, token)).isEqualTo("PAUSED");
                change(cluster, api, "POST", auction, "resume", WHY);
                assertThat(reason(api, auction, cluster.token("bob", Role.BIDDER)))
                        .isEqualTo("BLOCKED");
            }
        }
    }

    private static void change(Cluster cluster, Api api, String method, String auction, String what, String body) {
        api.change(method, "/v1/auctions/" + auction + "/" + what, cluster.token("olga", Role.OPERATOR), body);
    }

    private static String reason(Api api, String auction, String token) {
        return api.bidUntilDecided(auction, token, Api.newId(), 9_000)
                .body()
                .path("reason")
                .asString();
    }

    private static List<String> recover(Cluster cluster, int exitCode, String... more) {
        String[] command = {"recover", "--config", cluster.settingsFile().toString()};
        String[] all = Stream.of(command, more).flatMap(Stream::of).toArray(String[]::new);
        try (Program program = Program.start(all)) {
            assertThat(program.exitCode(RUN_MAX)).as(program.err().toString()).isEqualTo(exitCode);
            return program.out();
        }
    }

    private static int keysOfBuckets() {
        try (var client = RedisClient.create(SharedStores.redis().redisUri());
                var connection = client.connect()) {
            return connection.sync().keys("{b*").size();
        }
    }
}
