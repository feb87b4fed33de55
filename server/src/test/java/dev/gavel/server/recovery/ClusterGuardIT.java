package dev.gavel.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.dev.EmbeddedRedisCluster;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.Durability;
import dev.gavel.server.arena.ReplicaConfig;
import dev.gavel.server.arena.Replicas;
import dev.gavel.server.arena.ReplicasException;
import dev.gavel.server.bidding.Answer;
import dev.gavel.shards.Bucket;
import io.lettuce.core.cluster.SlotHash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes run while a Redis Cluster moves their buckets, in order and not. */
final class ClusterGuardIT {
    private static final int PRIMARIES = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private Path directory;

    private final Random random = new Random();
    private final Map<Bucket, AuctionId> auctions = new LinkedHashMap<>();
    private final Map<Bid, Answer> answered = new LinkedHashMap<>();
    private final Map<Bid, AuctionId> auctionOf = new LinkedHashMap<>();
    /** Those that take bids. */
    private final List<TestNode> nodes = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private EmbeddedRedisCluster redis;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private TestNode one;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private TestNode other;

    @BeforeEach
    void startRedis() {
        redis = EmbeddedRedisCluster.start(directory, PRIMARIES);
    }

    private void start(Durability durability) {
        List<String> databases = SharedStores.freshDatabases(2);
        // Two seeds, of which one will be lost.
        String seeds = redis.primaries().getFirst().redisUri() + ","
                + redis.primaries().get(1).redisUri();
        var config = ArenaConfig.DEFAULT.withRedisUri(seeds).withDurability(durability);
        one = new TestNode(config, databases, RecoveryConfig.DEFAULT);
        other = new TestNode(config, databases, RecoveryConfig.DEFAULT);
        nodes.addAll(List.of(one, other));
        while (auctions.size() < TestNode.BUCKETS.count()) {
            AuctionId auction = one.list(TestNode.terms());
            auctions.putIfAbsent(TestNode.BUCKETS.of(auction.value()), auction);
        }
    }

    @AfterEach
    void stop() {
        other.close();
        one.close();
        redis.close();
    }

    @Test
    void aReplicaThatIsPromotedTooEarlyIsRebuiltBeforeAnyBidIsDecided() {
        start(Durability.FSYNC);
        bidForAWhile();
        EmbeddedRedis lost = redis.primaries().getFirst();
        EmbeddedRedis replica = redis.replicas().getFirst();
        redis.cutOff(replica);
        // What only a node knows that is no more: the other has to ask the ledger.
        nodes.remove(other);
        bidForAWhile();
        one.awaitRead();
        nodes.add(other);
        Map<AuctionId, Long> before = sequences();
        List<Bucket> onOthers = auctions.keySet().stream()
                .filter(bucket -> primaryOf(bucket) != 0)
                .toList();
        assertThat(onOthers).isNotEmpty().hasSizeLessThan(auctions.size());
        nodes.remove(one);
        one.close();

        lost.kill();
        TestNode.await()
                .until(() -> other.arena.gate().closed(auctions.keySet()).size() == auctions.size() - onOthers.size());
        // The others' buckets take bids while this one's have nobody.
        assertThat(other.guard.trouble()).isEmpty();
        for (Bucket bucket : onOthers) {
            AuctionId auction = auction(bucket);
            assertThat(decided(auction)).isEqualTo(before.getOrDefault(auction, 0L) + 1);
        }
        redis.awaitPrimary(replica);

        for (Bucket bucket : auctions.keySet()) {
            AuctionId auction = auction(bucket);
            assertThat(decided(auction))
                    .as("the next sequence in bucket %s", bucket)
                    .isEqualTo(before.getOrDefault(auction, 0L) + (onOthers.contains(bucket) ? 2 : 1));
        }
        requireAnswersKept();
        assertThat(recovered(other)).isEqualTo(auctions.size() - onOthers.size());
        other.awaitRead();
        assertThat(other.ledger.status())
                .allSatisfy(status -> assertThat(status.counts().quarantined()).isZero());
    }

    @Test
    void bucketsThatMoveInOrderAreComparedAndNotRebuilt() {
        start(Durability.FSYNC);
        bidForAWhile();
        Map<AuctionId, Long> before = sequences();
        Bucket moving = auctions.keySet().iterator().next();
        int from = primaryOf(moving);
        redis.moveSlot(
                slot(moving), redis.primaries().get(from), redis.primaries().get((from + 1) % PRIMARIES));
        redis.failOver(redis.replicas().get((from + 1) % PRIMARIES));

        // Nobody has told the nodes: their next turns find out.
        auctions.values()
                .forEach(auction -> assertThat(decided(auction)).isEqualTo(before.getOrDefault(auction, 0L) + 1));
        auctions.values()
                .forEach(auction -> assertThat(decided(auction)).isEqualTo(before.getOrDefault(auction, 0L) + 2));
        requireAnswersKept();
        assertThat(recovered(one) + recovered(other)).isZero();
    }

    @Test
    void whatReplicasHaveToHoldIsNotToldBeforeAndSurvivesAPromotion() {
        start(Durability.REPLICA);
        bidForAWhile();
        EmbeddedRedis primary = redis.primaries().getFirst();
        EmbeddedRedis replica = redis.replicas().getFirst();
        Bucket bucket = auctions.keySet().stream()
                .filter(it -> primaryOf(it) == 0)
                .findFirst()
                .orElseThrow();
        long sequence = sequences().getOrDefault(auction(bucket), 0L);

        redis.cutOff(replica);
        Bid untold = TestNode.randomBid(random);
        // Decided, and not told: some replica has to have it, and then it is told as it was decided.
        CompletableFuture<Answer> answer = anyNode().bid(auction(bucket), untold);
        TestNode.await()
                .until(() -> nodes.stream().allMatch(node -> node.arena.gate().refusesBids(bucket) != null));
        assertThat(answer).isNotDone();
        assertThat(one.guard.trouble())
                .get()
                .asString()
                .contains("has 0 replicas that keep up", "durability level replica", "arena.replica.count");
        assertThat(one.answer(auction(bucket), TestNode.randomBid(random))).isInstanceOf(Answer.NotReady.class);
        // What another connection has written waits for its replica on this one, too, which has written nothing.
        assertThat(Replicas.have(other.arena.reads(bucket), bucket, false, ReplicaConfig.DEFAULT))
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withCauseInstanceOf(ReplicasException.class);
        redis.letHear(replica);
        assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join())
                .isInstanceOfSatisfying(
                        Answer.Decided.class,
                        told -> assertThat(told.receipt().sequence()).isEqualTo(sequence + 1));
        assertThat(decided(auction(bucket))).isEqualTo(sequence + 2);

        // In the middle of bids, and nobody waits until the replica has all: what was told it has.
        Map<Bid, CompletableFuture<Answer>> sent = new LinkedHashMap<>();
        for (int i = 0; i < 200; i++) {
            Bid bid = TestNode.randomBid(random);
            auctionOf.put(bid, auction(bucket));
            sent.put(bid, anyNode().bid(auction(bucket), bid));
            if (i == 100) {
                primary.kill();
            }
        }
        redis.awaitPrimary(replica);
        primary.start();
        sent.forEach((bid, told) -> {
            if (told.orTimeout(30, TimeUnit.SECONDS).join() instanceof Answer.Decided decided) {
                answered.put(bid, decided);
            }
        });
        one.awaitReady();
        other.awaitReady();
        requireAnswersKept();
    }

    @Test
    void bellsThatCannotRingWhileTheListOfNodesIsGoneAreWatchedAllTheSame() {
        start(Durability.FSYNC);
        int lost = SlotHash.getSlot("gavel:nodes") * PRIMARIES / SlotHash.SLOT_COUNT;
        Bucket left = auctions.keySet().stream()
                .filter(bucket -> primaryOf(bucket) != lost)
                .findFirst()
                .orElseThrow();
        one.ringBells();
        redis.replicas().get(lost).kill();
        redis.primaries().get(lost).kill();
        TestNode.await()
                .until(() -> auctions.keySet().stream()
                        .allMatch(bucket ->
                                (primaryOf(bucket) == lost) == (one.arena.gate().closedFor(bucket) != null)));
        long since = one.clock.now();
        // Or the time would count as an outage, and closes in it would be moved although people could bid.
        TestNode.await().until(() -> one.arena.lastWatched().of(left).orElse(0) > since);
        assertThat(decided(auction(left))).isEqualTo(1);
        redis.primaries().get(lost).start();
        one.awaitReady();
        other.awaitReady();
    }

    /** Asks until it is decided, and gives its sequence. */
    private long decided(AuctionId auction) {
        Bid bid = TestNode.randomBid(random);
        TestNode node = anyNode();
        Answer answer =
                TestNode.await().until(() -> node.answer(auction, bid), found -> !(found instanceof Answer.NotReady));
        answered.put(bid, answer);
        auctionOf.put(bid, auction);
        assertThat(answer).isInstanceOf(Answer.Decided.class);
        return ((Answer.Decided) answer).receipt().sequence();
    }

    private void requireAnswersKept() {
        answered.forEach((bid, answer) -> {
            for (TestNode node : nodes) {
                AuctionId auction = auctionOf.getOrDefault(bid, new AuctionId(1));
                assertThat(node.answer(auction, bid))
                        .as("the answer to %s", bid)
                        .isEqualTo(answer);
            }
        });
    }

    private void bidForAWhile() {
        Map<Bid, CompletableFuture<Answer>> sent = new LinkedHashMap<>();
        List<AuctionId> all = List.copyOf(auctions.values());
        for (int i = 0; i < 120; i++) {
            Bid bid = TestNode.randomBid(random);
            AuctionId auction = all.get(i % all.size());
            auctionOf.put(bid, auction);
            sent.put(bid, anyNode().bid(auction, bid));
        }
        sent.forEach((bid, answer) -> answered.put(bid, answer.join()));
        assertThat(answered.values()).hasOnlyElementsOfType(Answer.Decided.class);
    }

    private Map<AuctionId, Long> sequences() {
        Map<AuctionId, Long> sequences = new LinkedHashMap<>();
        auctions.values()
                .forEach(id -> sequences.put(
                        id, one.auctions.find(id).orElseThrow().standing().sequence()));
        return sequences;
    }

    private TestNode anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private AuctionId auction(Bucket bucket) {
        return auctions.getOrDefault(bucket, new AuctionId(1));
    }

    private static double recovered(TestNode node) {
        return node.meters.counter("gavel.arena.recovered").count();
    }

    private static int slot(Bucket bucket) {
        return SlotHash.getSlot("{b" + bucket.number() + "}");
    }

    /** As the slots are shared out at first. */
    private static int primaryOf(Bucket bucket) {
        return slot(bucket) * PRIMARIES / SlotHash.SLOT_COUNT;
    }
}
