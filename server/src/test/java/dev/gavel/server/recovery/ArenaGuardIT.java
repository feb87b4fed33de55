package dev.gavel.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Standing;
import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.arena.NotLevelException;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.listing.Wish;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes run while Redis is lost, comes back older, or is set up too weakly. */
final class ArenaGuardIT {
    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private Path directory;

    private final Random random = new Random();
    private final List<String> databases = SharedStores.freshDatabases(2);
    private final List<AuctionId> auctions = new ArrayList<>();
    private final Map<Bid, Answer> answered = new LinkedHashMap<>();
    private final Map<Bid, AuctionId> auctionOf = new LinkedHashMap<>();

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private EmbeddedRedis redis;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private TestNode one;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private TestNode other;

    @BeforeEach
    void start() {
        redis = EmbeddedRedis.start(data());
        one = new TestNode(redis, databases);
        other = new TestNode(redis, databases);
        for (int i = 0; i < 6; i++) {
            auctions.add(one.list(TestNode.terms()));
        }
    }

    @AfterEach
    void stop() {
        other.close();
        one.close();
        redis.close();
    }

    @Test
    void aRedisThatComesBackEmptyIsRebuiltBeforeAnyBidIsDecided() {
        bidForAWhile();
        one.awaitRead();
        Map<AuctionId, Standing> before = standings();

        redis.kill();
        delete(data().resolve("appendonlydir"));
        redis.start();

        requireNothingLost(before);
    }

    @Test
    void aRedisThatComesBackOlderIsRebuiltBeforeAnyBidIsDecided() {
        bidForAWhile();
        redis.stop();
        copy(data().resolve("appendonlydir"), directory.resolve("backup"));
        redis.start();
        one.awaitReady();
        other.awaitReady();
        bidForAWhile();
        one.awaitRead();
        Map<AuctionId, Standing> before = standings();

        redis.kill();
        delete(data().resolve("appendonlydir"));
        copy(directory.resolve("backup"), data().resolve("appendonlydir"));
        redis.start();

        requireNothingLost(before);
    }

    @Test
    void aRestartWithTheDiskKeptNeedsNoRecovery() {
        bidForAWhile();
        Map<AuctionId, Standing> before = standings();
        redis.kill();
        redis.start();
        one.awaitReady();
        assertThat(standings()).isEqualTo(before);
        assertThat(one.meters.counter("gavel.arena.recovered").count()).isZero();
    }

    @Test
    void keysThatSomebodyDeletedAreNoticedByTheNextTurn() {
        bidForAWhile();
        one.awaitRead();
        Map<AuctionId, Standing> before = standings();
        redis.flushAll();
        requireNothingLost(before);
    }

    @Test
    void withoutAutomaticRecoveryTheArenaStaysClosedUntilSomebodyRecoversIt() {
        bidForAWhile();
        one.awaitRead();
        one.close();
        other.close();
        redis.flushAll();
        one = new TestNode(redis, databases, new RecoveryConfig(false));
        assertThat(one.guard.trouble()).get().asString().contains("run gavel recover");
        Bid first = answered.keySet().iterator().next();
        AuctionId auction = auctionOf.getOrDefault(first, new AuctionId(1));
        assertThat(one.answer(auction, first)).isInstanceOf(Answer.NotReady.class);
        assertThatThrownBy(() -> one.auctions.intervene(auction, Wish.Cancel.bySeller(new AccountId("sue"))))
                .isInstanceOf(NotLevelException.class);
        // Nobody is told that there is no such auction.
        assertThatThrownBy(() -> one.auctions.find(auction)).isInstanceOf(NotLevelException.class);
        assertThatThrownBy(() -> one.auctions.ranking(auction, 3, null)).isInstanceOf(NotLevelException.class);

        other = new TestNode(redis, databases);
        one.awaitReady();
        assertThat(one.answer(auction, first)).isEqualTo(answered.get(first));
    }

    @Test
    void aRedisThatIsSetUpTooWeaklyTakesNoBidsUntilItIsRight() {
        bidForAWhile();
        set("appendfsync", "everysec");
        TestNode.await().until(() -> other.guard.trouble().isPresent());
        TestNode.await().until(() -> one.guard.trouble().isPresent());
        assertThat(one.guard.trouble())
                .get()
                .asString()
                .contains("appendfsync everysec", "CONFIG SET appendfsync always");
        assertThat(one.answer(auctions.getFirst(), TestNode.randomBid(random))).isInstanceOf(Answer.NotReady.class);
        assertThat(one.meters.get("gavel.arena.weak").gauge().value()).isEqualTo(1);
        set("appendfsync", "always");
        one.awaitReady();
        assertThat(one.answer(auctions.getFirst(), TestNode.randomBid(random))).isInstanceOf(Answer.Decided.class);
        other.awaitReady();
    }

    @Test
    void anArenaInAFormatThatThisBuildDoesNotKnowTakesNoBidsFromIt() {
        bidForAWhile();
        write("gavel:format", "2");
        TestNode.await().until(() -> one.guard.trouble().isPresent());
        assertThat(one.guard.trouble()).get().asString().contains("written in format 2", "knows format 1;");
        assertThat(one.answer(auctions.getFirst(), TestNode.randomBid(random))).isInstanceOf(Answer.NotReady.class);
        write("gavel:format", "1");
        one.awaitReady();
        assertThat(one.answer(auctions.getFirst(), TestNode.randomBid(random))).isInstanceOf(Answer.Decided.class);
        other.awaitReady();
    }

    /** Bids of before get their answers again, and those that come now go on where the sequence was. */
    private void requireNothingLost(Map<AuctionId, Standing> before) {
        List<CompletableFuture<Answer>> meanwhile = new ArrayList<>();
        for (AuctionId auction : auctions) {
            meanwhile.add(one.bid(auction, TestNode.randomBid(random)));
            meanwhile.add(other.bid(auction, TestNode.randomBid(random)));
        }
        assertThat(meanwhile)
                .allSatisfy(answer ->
                        assertThat(answer.join()).isInstanceOfAny(Answer.NotReady.class, Answer.Decided.class));
        one.awaitReady();
        other.awaitReady();
        answered.forEach((bid, answer) -> assertThat(other.answer(auctionOf.getOrDefault(bid, new AuctionId(1)), bid))
                .as("the answer to %s", bid)
                .isEqualTo(answer));
        for (AuctionId auction : auctions) {
            long decided = meanwhile.stream()
                    .filter(answer -> answer.join() instanceof Answer.Decided(var receipt)
                            && receipt.auction().equals(auction))
                    .count();
            Standing was = before.getOrDefault(auction, Standing.beforeFirstBid(TestNode.terms()));
            assertThat(one.answer(auction, TestNode.randomBid(random)))
                    .isInstanceOfSatisfying(
                            Answer.Decided.class,
                            answer -> assertThat(answer.receipt().sequence()).isEqualTo(was.sequence() + decided + 1));
        }
        one.awaitRead();
        assertThat(Stream.of(one, other).flatMap(node -> node.ledger.status().stream()))
                .allSatisfy(status -> assertThat(status.counts().quarantined()).isZero());
    }

    private void bidForAWhile() {
        Map<Bid, CompletableFuture<Answer>> sent = new LinkedHashMap<>();
        for (int i = 0; i < 120; i++) {
            Bid bid = TestNode.randomBid(random);
            AuctionId auction = auctions.get(random.nextInt(auctions.size()));
            auctionOf.put(bid, auction);
            sent.put(bid, (i % 2 == 0 ? one : other).bid(auction, bid));
        }
        sent.forEach((bid, answer) -> answered.put(bid, answer.join()));
        assertThat(answered.values()).hasOnlyElementsOfType(Answer.Decided.class);
    }

    private Map<AuctionId, Standing> standings() {
        Map<AuctionId, Standing> standings = new LinkedHashMap<>();
        auctions.forEach(
                id -> standings.put(id, one.auctions.find(id).orElseThrow().standing()));
        return standings;
    }

    private void set(String setting, String value) {
        try (RedisClient client = RedisClient.create(redis.redisUri());
                var connection = client.connect()) {
            assertThat(connection.sync().configSet(setting, value)).isEqualTo("OK");
        }
    }

    private void write(String key, String value) {
        try (RedisClient client = RedisClient.create(redis.redisUri());
                var connection = client.connect()) {
            assertThat(connection.sync().set(key, value)).isEqualTo("OK");
        }
    }

    private Path data() {
        return directory.resolve("redis");
    }

    private static void delete(Path tree) {
        forEach(tree, true, Files::delete);
    }

    private static void copy(Path from, Path to) {
        forEach(
                from,
                false,
                path -> Files.copy(path, to.resolve(from.relativize(path).toString())));
    }

    private interface Step {
        void on(Path path) throws IOException;
    }

    private static void forEach(Path tree, boolean deepestFirst, Step step) {
        try (Stream<Path> found = Files.walk(tree)) {
            List<Path> paths = found.sorted().toList();
            for (Path path : deepestFirst ? paths.reversed() : paths) {
                step.on(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
