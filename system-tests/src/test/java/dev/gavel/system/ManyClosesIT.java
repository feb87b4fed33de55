package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.server.identity.Role;
import dev.gavel.system.Api.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A marketplace where everything ends at eight. */
final class ManyClosesIT {
    private static final int AUCTIONS = 5_000;
    private static final int CLIENTS = 32;
    /** Listed to see how fast this machine is, and to close long after the test. */
    private static final int TRIAL = 400;

    private static final Duration LISTING_MAX = Duration.ofSeconds(90);
    private static final Duration SETTLED_MAX = Duration.ofMinutes(1);

    @Test
    void fiveThousandAuctionsOfOneSecondAreSettledNoneEarlyNoneTwice(@TempDir Path directory) {
        try (var cluster = Cluster.ofHastyBidders(directory)) {
            Program first = cluster.node();
            Program second = cluster.node();
            try (var one = new Api(first.port());
                    var other = new Api(second.port())) {
                List<Api> nodes = List.of(one, other);
                Duration listing = listingTime(cluster, nodes);
                // After the trial, which takes a part of it otherwise.
                Instant closesAt = Instant.now().plus(listing).truncatedTo(ChronoUnit.SECONDS);
                listAndBid(cluster, nodes, AUCTIONS, closesAt);
                assertThat(Instant.now()).as("all listed in time").isBefore(closesAt);

                await("all settled")
                        .atMost(Duration.between(Instant.now(), closesAt).plus(SETTLED_MAX))
                        .pollInterval(Duration.ofMillis(250))
                        .until(() -> sum(cluster, "select count(*) from result") == AUCTIONS);
                assertNoneEarlyNoneTwice(cluster);
                List<Instant> settled = cluster.rows(
                        "select max(settled_at) from result",
                        row -> row.getTimestamp(1).toInstant());
                Instant last = settled.stream().max(Instant::compareTo).orElseThrow();
                System.out.printf(
                        "%,d auctions that closed in one second were all settled %.1f s after it%n",
                        AUCTIONS,
                        Duration.between(closesAt.plusSeconds(1), last).toMillis() / 1e3);
            }
        }
    }

    /** Twice what a trial says, for a machine that has other things to do as well. */
    private static Duration listingTime(Cluster cluster, List<Api> nodes) {
        Instant later = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
        listAndBid(cluster, nodes, TRIAL, later);
        // The first ones only warmed the nodes.
        Instant began = Instant.now();
        listAndBid(cluster, nodes, TRIAL, later);
        Duration all = Duration.between(began, Instant.now())
                .multipliedBy(2L * AUCTIONS)
                .dividedBy(TRIAL)
                .plusSeconds(3);
        return all.compareTo(LISTING_MAX) < 0 ? all : LISTING_MAX;
    }

    private static void listAndBid(Cluster cluster, List<Api> nodes, int count, Instant closesAt) {
        String seller = cluster.token("sue", Role.SELLER);
        Together.run(CLIENTS, client -> {
            String bidder = cluster.token("bidder-" + client, Role.BIDDER);
            for (int i = client; i < count; i += CLIENTS) {
                Api node = nodes.get(i % nodes.size());
                String auction = node.list(seller, closesAt.plusMillis(i % 1_000), "");
                Answer answer = node.bidUntilDecided(auction, bidder, Api.newId(), 2_000);
                assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
            }
        });
    }

    private static void assertNoneEarlyNoneTwice(Cluster cluster) {
        assertThat(sum(cluster, "select count(distinct auction_id) from result"))
                .isEqualTo(AUCTIONS);
        assertThat(sum(cluster, "select count(*) from result where decided_at < closes_at or settled_at < closes_at"))
                .as("settled early")
                .isZero();
        assertThat(sum(cluster, "select count(*) from result where outcome = 0 and accepted = 1 and sequence = 2"))
                .as("sold after one bid, closed by the next decision")
                .isEqualTo(AUCTIONS);
        assertThat(sum(cluster, "select count(*) from quarantine")).isZero();
    }

    private static long sum(Cluster cluster, String sql) {
        return cluster.onEachShard(sql).stream().mapToLong(Long::longValue).sum();
    }
}
