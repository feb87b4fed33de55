package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.RequestId;
import dev.gavel.server.identity.Role;
import dev.gavel.system.Api.Answer;
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
import tools.jackson.databind.JsonNode;

/** Bidders who bid on several auctions through all nodes, whatever happens to Redis meanwhile. */
final class BidsThroughFaults {
    private static final int AUCTIONS = 9;
    private static final int BIDDERS = 6;
    private static final Duration FOLLOWED_MAX = Duration.ofSeconds(60);

    private record Sent(int node, String auction, String token, RequestId id, long amount, Answer answer) {}

    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final Cluster cluster;
    private final List<Api> nodes;
    private final Instant closesAt = Instant.now().plus(Duration.ofMinutes(10)).truncatedTo(ChronoUnit.MILLIS);
    private final List<String> auctions = new ArrayList<>();

    BidsThroughFaults(Cluster cluster, List<Api> nodes) {
        this.cluster = cluster;
        this.nodes = nodes;
        for (int i = 0; i < AUCTIONS; i++) {
            auctions.add(nodes.getFirst().list(cluster.token("sue", Role.SELLER), closesAt, ""));
        }
    }

    List<String> auctions() {
        return auctions;
    }

    /** Bids until something has been done, and a while longer. */
    void bidWhile(Runnable something) {
        var done = new AtomicBoolean();
        Together.run(BIDDERS + 1, who -> {
            if (who == BIDDERS) {
                try {
                    awaitMore(100);
                    something.run();
                    awaitMore(300);
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

    /** Waits until so many more bids have been decided. */
    void awaitMore(int count) {
        int before = sent.size();
        await(count + " more bids").atMost(FOLLOWED_MAX).until(() -> sent.size() > before + count);
    }

    /** Every bid has one answer, at every node; no close has moved. */
    void assertOneStory() {
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
            JsonNode now = nodes.getLast().get("/v1/auctions/" + auction).body();
            assertThat(Instant.parse(now.path("closesAt").asString())).isEqualTo(closesAt);
        }
    }
}
