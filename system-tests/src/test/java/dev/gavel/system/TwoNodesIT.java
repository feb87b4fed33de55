package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.RequestId;
import dev.gavel.server.identity.Role;
import dev.gavel.system.Api.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two processes on the same stores are one auction house. */
final class TwoNodesIT {
    private static final int BIDDERS = 24;
    private static final int BIDS_EACH = 30;
    /** Several times what 720 bids take two nodes that have just started. */
    private static final Duration OPEN = Duration.ofSeconds(20);

    private record Sent(int node, String token, RequestId id, long amount, Answer answer) {}

    @Test
    void twoNodesGiveOneAuctionOneOrderAndOneWinner(@TempDir Path directory) {
        try (var cluster = new Cluster(directory)) {
            Program first = cluster.node();
            Program second = cluster.node();
            try (var one = new Api(first.port());
                    var other = new Api(second.port())) {
                List<Api> nodes = List.of(one, other);
                Instant closesAt = Instant.now().plus(OPEN).truncatedTo(ChronoUnit.MILLIS);
                String auction = one.list(cluster.token("sue", Role.SELLER), closesAt, "");

                List<Sent> sent = bidOnBoth(cluster, nodes, auction);
                assertThat(Instant.now()).as("all bids in time").isBefore(closesAt);
                assertOneOrder(sent);
                assertEachIsChargedWhatTheOtherDecided(nodes);
                assertOneHistory(nodes, auction, sent);
                assertRetriesAnsweredAlike(nodes, auction, sent);
                assertOneWinner(nodes, auction, sent);
            }
        }
    }

    private static List<Sent> bidOnBoth(Cluster cluster, List<Api> nodes, String auction) {
        Queue<Sent> sent = new ConcurrentLinkedQueue<>();
        Together.run(BIDDERS, bidder -> {
            String token = cluster.token("bidder-" + bidder, Role.BIDDER);
            long price = 1_000;
            for (int i = 0; i < BIDS_EACH; i++) {
                int node = (bidder + i) % nodes.size();
                long amount = price + 100L * ThreadLocalRandom.current().nextInt(4);
                RequestId id = Api.newId();
                Answer answer = nodes.get(node).bidUntilDecided(auction, token, id, amount);
                price = Math.max(price, answer.body().path("price").asLong(price));
                sent.add(new Sent(node, token, id, amount, answer));
            }
        });
        return List.copyOf(sent);
    }

    private static void assertOneOrder(List<Sent> sent) {
        assertThat(sent).extracting(bid -> bid.answer().status()).containsOnly(201, 409);
        assertThat(sent.stream().map(bid -> bid.answer().sequence()).sorted())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, sent.size()).boxed().toList());
    }

    private static void assertEachIsChargedWhatTheOtherDecided(List<Api> nodes) {
        for (Api node : nodes) {
            await("bids of the other node, charged")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> node.metric("gavel_admission_charged_total") > 0);
        }
    }

    private static void assertRetriesAnsweredAlike(List<Api> nodes, String auction, List<Sent> sent) {
        Together.run(BIDDERS, part -> {
            for (int i = part; i < sent.size(); i += BIDDERS) {
                Sent bid = sent.get(i);
                Api another = nodes.get(1 - bid.node());
                assertThat(another.bidUntilDecided(auction, bid.token(), bid.id(), bid.amount()))
                        .isEqualTo(bid.answer());
            }
        });
    }

    private static void assertOneHistory(List<Api> nodes, String auction, List<Sent> sent) {
        List<Long> accepted = sent.stream()
                .map(Sent::answer)
                .filter(Answer::accepted)
                .map(Answer::sequence)
                .sorted((a, b) -> Long.compare(b, a))
                .toList();
        for (Api node : nodes) {
            await("every accepted bid in the history")
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(history(node, auction)).isEqualTo(accepted));
        }
    }

    private static List<Long> history(Api node, String auction) {
        List<Long> sequences = new ArrayList<>();
        String page = "";
        do {
            JsonNode body = node.get("/v1/auctions/" + auction + "/bids?limit=200" + page)
                    .body();
            body.path("bids").forEach(bid -> sequences.add(bid.path("sequence").asLong()));
            page = body.has("before") ? "&before=" + body.path("before").asLong() : "";
        } while (!page.isEmpty());
        return sequences;
    }

    private static void assertOneWinner(List<Api> nodes, String auction, List<Sent> sent) {
        Answer last = sent.stream()
                .map(Sent::answer)
                .filter(Answer::accepted)
                .max((a, b) -> Long.compare(a.sequence(), b.sequence()))
                .orElseThrow();
        List<JsonNode> results = new ArrayList<>();
        for (Api node : nodes) {
            await("the auction to be closed")
                    .atMost(OPEN.plusSeconds(20))
                    .until(() -> node.get("/v1/auctions/" + auction).body().has("result"));
            results.add(node.get("/v1/auctions/" + auction).body().path("result"));
        }
        assertThat(results.getFirst()).isEqualTo(results.getLast());
        assertThat(results.getFirst().path("outcome").asString()).isEqualTo("SOLD");
        assertThat(results.getFirst().path("price").asLong())
                .isEqualTo(last.body().path("price").asLong());
    }
}
