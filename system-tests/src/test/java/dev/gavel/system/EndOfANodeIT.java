package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.RequestId;
import dev.gavel.server.identity.Role;
import dev.gavel.system.Api.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a node ends in the middle of bidding: what it answered stands, and the auctions are settled. */
final class EndOfANodeIT {
    private static final int AUCTIONS = 4;
    private static final int BIDDERS = 16;
    private static final int ANSWERS_BEFORE = 300;
    private static final int BIDS_EACH_MAX = 5_000;
    private static final Duration OPEN = Duration.ofSeconds(20);
    private static final Duration END_MAX = Duration.ofSeconds(30);
    private static final int EXIT_CODE_OF_SIGTERM = 128 + 15;

    private record Sent(String auction, String token, RequestId id, long amount) {}

    private record Answered(Sent bid, Answer answer) {}

    /** What bidders saw until the node was gone. */
    private static final class Seen {
        final Queue<Answered> answered = new ConcurrentLinkedQueue<>();
        final Queue<Sent> unanswered = new ConcurrentLinkedQueue<>();
    }

    @Test
    void whatAKilledNodeHadAnsweredIsInTheLedgerAndItsAuctionsAreSettled(@TempDir Path directory) {
        try (var cluster = Cluster.ofHastyBidders(directory)) {
            Program node = cluster.node();
            Seen seen;
            List<String> auctions;
            try (var api = new Api(node.port())) {
                auctions = list(cluster, api);
                seen = bidUntilGone(cluster, api, auctions, node::kill);
            }
            Program again = cluster.node();
            try (var api = new Api(again.port())) {
                assertStillAnsweredAlike(api, seen);
                // Undecided or decided without our knowledge: the same id finds out, and counts once.
                seen.unanswered.forEach(bid -> seen.answered.add(new Answered(bid, retried(api, bid))));
                assertSettledWithEveryAnswer(cluster, auctions, seen);
            }
        }
    }

    @Test
    void aNodeThatIsAskedToEndAnswersWhatItHasTaken(@TempDir Path directory) {
        try (var cluster = Cluster.ofHastyBidders(directory)) {
            Program node = cluster.node();
            Program another = cluster.node();
            try (var api = new Api(node.port());
                    var survivor = new Api(another.port())) {
                List<String> auctions = list(cluster, api);
                Seen seen = bidUntilGone(cluster, api, auctions, node::terminate);

                assertThat(node.exitCode(END_MAX)).isEqualTo(EXIT_CODE_OF_SIGTERM);
                assertThat(node.err()).noneMatch(line -> line.contains("ERROR"));
                assertThat(seen.answered)
                        .extracting(bid -> bid.answer().status())
                        .containsAnyOf(201, 409)
                        .isSubsetOf(201, 409, 503);
                assertStillAnsweredAlike(survivor, seen);
                assertNeverTaken(survivor, seen);
                assertSettledWithEveryAnswer(cluster, auctions, seen);
            }
        }
    }

    private static List<String> list(Cluster cluster, Api api) {
        String seller = cluster.token("sue", Role.SELLER);
        Instant closesAt = Instant.now().plus(OPEN).truncatedTo(ChronoUnit.MILLIS);
        return IntStream.range(0, AUCTIONS)
                .mapToObj(_ -> api.list(seller, closesAt, ""))
                .toList();
    }

    /** Bidders bid on and on; when enough was answered the node is ended, and they stop as it goes. */
    private static Seen bidUntilGone(Cluster cluster, Api api, List<String> auctions, Runnable end) {
        var seen = new Seen();
        Together.run(BIDDERS + 1, number -> {
            if (number == BIDDERS) {
                await("enough answers").atMost(OPEN).until(() -> seen.answered.size() >= ANSWERS_BEFORE);
                end.run();
            } else {
                bidUntilGone(api, cluster.token("bidder-" + number, Role.BIDDER), auctions, seen);
            }
        });
        return seen;
    }

    private static void bidUntilGone(Api api, String token, List<String> auctions, Seen seen) {
        var random = ThreadLocalRandom.current();
        long amount = 1_000;
        for (int i = 0; i < BIDS_EACH_MAX; i++) {
            amount += random.nextInt(500);
            var bid = new Sent(auctions.get(random.nextInt(AUCTIONS)), token, Api.newId(), amount);
            try {
                seen.answered.add(new Answered(bid, api.bid(bid.auction(), token, bid.id(), amount)));
            } catch (ConnectException gone) {
                // Nothing was sent.
                return;
            } catch (IOException lost) {
                seen.unanswered.add(bid);
                return;
            }
        }
        throw new AssertionError("the node has not gone");
    }

    /**
     * A client may send on a kept-alive connection just as the node closes it, and no answer comes. The node must not
     * have taken such a bid: so the other node decides it now, as new.
     */
    private static void assertNeverTaken(Api api, Seen seen) {
        Instant ended = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        assertThat(seen.unanswered).hasSizeLessThanOrEqualTo(BIDDERS);
        for (Sent bid : seen.unanswered) {
            Answer answer = retried(api, bid);
            assertThat(Instant.parse(answer.body().path("receivedAt").asString()))
                    .as("received, if the ended node had not taken it")
                    .isAfterOrEqualTo(ended);
            seen.answered.add(new Answered(bid, answer));
        }
    }

    private static Answer retried(Api api, Sent bid) {
        return api.bidUntilDecided(bid.auction(), bid.token(), bid.id(), bid.amount());
    }

    private static void assertStillAnsweredAlike(Api api, Seen seen) {
        assertThat(seen.answered).hasSizeGreaterThanOrEqualTo(ANSWERS_BEFORE);
        assertThat(seen.answered)
                .filteredOn(bid -> bid.answer().sequence() > 0)
                .allSatisfy(bid -> assertThat(retried(api, bid.bid())).isEqualTo(bid.answer()));
    }

    private static void assertSettledWithEveryAnswer(Cluster cluster, List<String> auctions, Seen seen) {
        await("settlement")
                .atMost(OPEN.plusSeconds(30))
                .until(() -> cluster.rows("select auction_id from result", row -> row.getString(1))
                                .size()
                        == auctions.size());
        Set<String> ledger = new HashSet<>(cluster.rows(
                "select auction_id, sequence, request_id from accepted_bid",
                row -> row.getString(1) + " " + row.getLong(2) + " " + row.getString(3)));
        Set<String> answered = seen.answered.stream()
                .filter(bid -> bid.answer().accepted())
                .map(bid -> bid.bid().auction() + " " + bid.answer().sequence() + " "
                        + bid.bid().id())
                .collect(Collectors.toSet());
        assertThat(ledger).isEqualTo(answered);
        assertThat(cluster.onEachShard("select count(*) from quarantine")).containsOnly(0L);
    }
}
