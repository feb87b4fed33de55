package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.RequestId;
import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.dev.EmbeddedRedisCluster;
import dev.gavel.server.identity.Role;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import dev.gavel.system.Api.Answer;
import io.lettuce.core.cluster.SlotHash;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two nodes on a Redis Cluster of three primaries and their replicas, which does what clusters do. */
final class RedisClusterIT {
    private static final int PRIMARIES = 3;
    private static final int AUCTIONS = 9;
    private static final int BIDDERS = 6;
    private static final Duration FOLLOWED_MAX = Duration.ofSeconds(60);

    private record Sent(int node, String auction, String token, RequestId id, long amount, Answer answer) {}

    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();

    @Test
    void nodesFollowTheirBucketsThroughMovesFailoversAndALostPrimary(@TempDir Path directory) {
        try (var redis = EmbeddedRedisCluster.start(directory.resolve("redis"), PRIMARIES);
                var cluster = Cluster.ofHastyBidders(directory, redis.redisUris())) {
            Program first = cluster.node();
            Program second = cluster.node();
            try (var one = new Api(first.port());
                    var other = new Api(second.port())) {
                List<Api> nodes = List.of(one, other);
                Instant closesAt = Instant.now().plus(Duration.ofMinutes(10)).truncatedTo(ChronoUnit.MILLIS);
                List<String> auctions = new ArrayList<>();
                for (int i = 0; i < AUCTIONS; i++) {
                    auctions.add(one.list(cluster.token("sue", Role.SELLER), closesAt, ""));
                }
                bidWhile(cluster, nodes, auctions, () -> {
                    moveTheSlotOf(redis, auctions.getFirst());
                    redis.failOver(redis.replicas().get(1));
                });
                bidWhile(cluster, nodes, auctions, () -> loseAPrimary(redis));
                assertOneStory(nodes, auctions);
                for (String auction : auctions) {
                    JsonNode now = other.get("/v1/auctions/" + auction).body();
                    assertThat(now.path("closesAt").asString()).isEqualTo(closesAt.toString());
                }
            }
        }
    }

    /** Bids on all auctions, through both nodes, until something has been done to the cluster and a while longer. */
    private void bidWhile(Cluster cluster, List<Api> nodes, List<String> auctions, Runnable something) {
        var done = new AtomicBoolean();
        Together.run(BIDDERS + 1, who -> {
            if (who == BIDDERS) {
                try {
                    int before = sent.size();
                    await("bids before").atMost(FOLLOWED_MAX).until(() -> sent.size() > before + 100);
                    something.run();
                    int after = sent.size();
                    await("bids after").atMost(FOLLOWED_MAX).until(() -> sent.size() > after + 300);
                } finally {
                    done.set(true);
                }
                return;
            }
            String token = cluster.token("bidder-" + who, Role.BIDDER);
            for (int i = 0; !done.get(); i++) {
                int node = (who + i) % nodes.size();
                String auction = auctions.get(i % auctions.size());
                long amount = 1_000 + ThreadLocalRandom.current().nextLong(50L * (sent.size() + 10));
                RequestId id = Api.newId();
                sent.add(new Sent(
                        node, auction, token, id, amount, nodes.get(node).bidUntilDecided(auction, token, id, amount)));
            }
        });
    }

    private static void moveTheSlotOf(EmbeddedRedisCluster redis, String auction) {
        Bucket bucket = new Buckets(Buckets.COUNT_DEFAULT).of(Long.parseLong(auction));
        int slot = SlotHash.getSlot("{b" + bucket.number() + "}:n");
        int owner = slot * PRIMARIES / SlotHash.SLOT_COUNT;
        redis.moveSlot(slot, redis.primaries().get(owner), redis.primaries().get((owner + 1) % PRIMARIES));
    }

    /** It comes back as the replica of the one that took its place, which needs one to answer bids. */
    private static void loseAPrimary(EmbeddedRedisCluster redis) {
        EmbeddedRedis lost = redis.primaries().getFirst();
        lost.kill();
        redis.awaitPrimary(redis.replicas().getFirst());
        lost.start();
    }

    private void assertOneStory(List<Api> nodes, List<String> auctions) {
        Map<String, List<Sent>> byAuction = sent.stream().collect(Collectors.groupingBy(Sent::auction));
        assertThat(byAuction.keySet()).containsExactlyInAnyOrderElementsOf(auctions);
        byAuction.forEach((auction, bids) -> {
            assertThat(bids).extracting(bid -> bid.answer().status()).containsOnly(201, 409);
            assertThat(bids.stream().map(bid -> bid.answer().sequence()).sorted())
                    .as("sequences of " + auction)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, bids.size()).boxed().toList());
        });
        for (Sent bid : sent) {
            if (ThreadLocalRandom.current().nextInt(10) == 0) {
                assertThat(nodes.get(1 - bid.node())
                                .bidUntilDecided(bid.auction(), bid.token(), bid.id(), bid.amount()))
                        .as("told again")
                        .isEqualTo(bid.answer());
            }
        }
        for (String auction : auctions) {
            long highest = byAuction.getOrDefault(auction, List.of()).stream()
                    .filter(bid -> bid.answer().accepted())
                    .mapToLong(bid -> bid.answer().sequence())
                    .max()
                    .orElseThrow();
            await("the history of " + auction).atMost(FOLLOWED_MAX).untilAsserted(() -> {
                JsonNode newest = nodes.getFirst()
                        .get("/v1/auctions/" + auction + "/bids?limit=1")
                        .body()
                        .path("bids")
                        .path(0);
                assertThat(newest.path("sequence").asLong()).isEqualTo(highest);
            });
        }
    }
}
