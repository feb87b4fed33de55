package dev.gavel.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.dev.EmbeddedPostgres;
import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.Durability;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.Receipt;
import dev.gavel.server.ledger.LedgerConfig;
import dev.gavel.server.platform.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that tell nothing before the ledger has it, and the loss of either store. */
final class LogDurabilityIT {
    private static final int BIDDERS = 12;
    private static final int AUCTIONS = 6;

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private Path directory;

    private final Random random = new Random();
    private final List<AuctionId> auctions = new ArrayList<>();
    private final List<TestNode> nodes = new ArrayList<>();
    private final Map<Bid, Receipt> told = new ConcurrentHashMap<>();
    private final AtomicInteger untold = new AtomicInteger();

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private EmbeddedRedis redis;

    @BeforeEach
    void startRedis() {
        redis = EmbeddedRedis.start(directory.resolve("redis"));
    }

    private void start(List<String> databases) {
        start(databases, LedgerConfig.DEFAULT);
    }

    private void start(List<String> databases, LedgerConfig reader) {
        ArenaConfig config = ArenaConfig.DEFAULT.withRedisUri(redis.redisUri()).withDurability(Durability.LOG);
        for (int i = 0; i < 2; i++) {
            nodes.add(new TestNode(config, databases, RecoveryConfig.DEFAULT, reader));
        }
        while (auctions.size() < AUCTIONS) {
            auctions.add(nodes.getFirst().list(TestNode.terms()));
        }
    }

    /** A reader that looks so seldom by itself that no bid is told unless it is woken. */
    private static LedgerConfig everyMinute() {
        LedgerConfig usual = LedgerConfig.DEFAULT;
        return new LedgerConfig(
                Duration.ofMinutes(1),
                usual.entriesFull(),
                usual.retryMin(),
                usual.retryMax(),
                usual.lockRetry(),
                usual.closeTimeout(),
                usual.auctionsMax(),
                usual.activitiesMax(),
                usual.releasesMax(),
                usual.monthsAhead(),
                usual.rowsFetched());
    }

    @AfterEach
    void stop() {
        nodes.reversed().forEach(TestNode::close);
        redis.close();
    }

    @Test
    void whatIsToldIsInTheLedgerAtThatMomentAndWaitsForNoIntervalOfItsReader() {
        start(SharedStores.freshDatabases(2), everyMinute());
        for (int i = 0; i < 60; i++) {
            TestNode node = nodes.get(i % 2);
            AuctionId auction = auctions.get(i % AUCTIONS);
            Bid bid = TestNode.randomBid(random);
            Receipt receipt = ((Answer.Decided) node.answer(auction, bid)).receipt();
            assertThat(sequences(auction)).contains(receipt.sequence());
            assertThat(node.answer(auction, bid)).isEqualTo(new Answer.Decided(receipt));
        }
    }

    @Test
    void aRedisThatLosesItsFilesUnderBidsHasToldNothingThatIsLost() throws InterruptedException {
        start(SharedStores.freshDatabases(2));
        var enough = new AtomicBoolean();
        try (ExecutorService bidders = Executors.newCachedThreadPool()) {
            for (int i = 0; i < BIDDERS; i++) {
                int bidder = i;
                bidders.execute(() -> bidUntil(enough, bidder));
            }
            awaitTold(300);
            redis.kill();
            deleteFiles();
            redis.start();
            nodes.forEach(TestNode::awaitReady);
            awaitTold(told.size() + 300);
            enough.set(true);
        }
        nodes.getFirst().awaitRead();
        told.forEach((bid, receipt) -> {
            for (TestNode node : nodes) {
                assertThat(node.answer(receipt.auction(), bid))
                        .as("the answer to %s", bid)
                        .isEqualTo(new Answer.Decided(receipt));
            }
        });
        for (AuctionId auction : auctions) {
            List<Long> kept = sequences(auction);
            long last = kept.stream().mapToLong(it -> it).max().orElseThrow();
            assertThat(kept).doesNotHaveDuplicates().hasSize((int) last);
            Bid next = TestNode.randomBid(random);
            assertThat(((Answer.Decided) nodes.getLast().answer(auction, next))
                            .receipt()
                            .sequence())
                    .isEqualTo(last + 1);
        }
        assertThat(nodes.stream()
                        .mapToDouble(node ->
                                node.meters.counter("gavel.arena.recovered").count())
                        .sum())
                .isPositive();
        assertThat(nodes.stream().flatMap(node -> node.ledger.status().stream()))
                .allSatisfy(status -> assertThat(status.counts().quarantined()).isZero());
    }

    @Test
    void withoutPostgreSqlNoBidIsToldAndThenNoneIsTakenUntilItIsBack() {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("postgres"))) {
            start(postgres.ensureDatabases(List.of("one", "two")));
            TestNode node = nodes.getFirst();
            AuctionId auction = auctions.getFirst();
            Bid first = TestNode.randomBid(random);
            assertThat(node.answer(auction, first)).isInstanceOf(Answer.Decided.class);

            postgres.kill();
            Bid untoldOne = TestNode.randomBid(random);
            assertThat(node.answer(auction, untoldOne)).isEqualTo(new Answer.Unknown());
            // What was told before is told again only if the ledger is known to have it, which it is.
            TestNode.await().until(() -> node.arena.gate().refusesBids(TestNode.BUCKETS.of(auction.value())) != null);
            assertThat(node.answer(auction, TestNode.randomBid(random))).isInstanceOf(Answer.NotReady.class);
            assertThat(node.arena.gate().weakness()).contains("arena.log.waitMax", "is PostgreSQL there?");
            assertThat(node.meters.get("gavel.arena.weak").gauge().value()).isEqualTo(1);

            postgres.start();
            nodes.forEach(TestNode::awaitReady);
            TestNode.await().until(() -> node.arena.gate().weakness() == null);
            Receipt receipt = decided(nodes.getLast(), auction, untoldOne);
            // It stood in Redis all the time, and comes next.
            assertThat(receipt.sequence()).isEqualTo(2);
            assertThat(decided(node, auction, TestNode.randomBid(random)).sequence())
                    .isEqualTo(3);
            nodes.reversed().forEach(TestNode::close);
            nodes.clear();
        }
    }

    @Test
    void aPostgreSqlThatMayLoseWhatItCommittedIsNotEnough() throws SQLException {
        List<String> databases = SharedStores.freshDatabases(2);
        try (var connection = DriverManager.getConnection(databases.getLast());
                var statement = connection.createStatement()) {
            String name = connection.getCatalog();
            statement.execute("alter database " + name + " set synchronous_commit = off");
        }
        assertThatThrownBy(() -> start(databases))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("synchronous_commit off")
                .hasMessageContaining("durability level log");
    }

    private Receipt decided(TestNode node, AuctionId auction, Bid bid) {
        return TestNode.await().until(() -> node.answer(auction, bid), Answer.Decided.class::isInstance)
                        instanceof Answer.Decided(var receipt)
                ? receipt
                : failed();
    }

    private static Receipt failed() {
        throw new AssertionError("not decided");
    }

    /** As bidders do: without an answer the same bid again, at any node. */
    private void bidUntil(AtomicBoolean enough, int bidder) {
        var chance = new Random(bidder);
        while (!enough.get()) {
            Bid bid = TestNode.randomBid(chance);
            AuctionId auction = auctions.get(chance.nextInt(AUCTIONS));
            boolean open = true;
            while (open && !enough.get()) {
                TestNode node = nodes.get(chance.nextInt(nodes.size()));
                CompletableFuture<Answer> answer = node.bid(auction, bid);
                switch (answer.orTimeout(20, TimeUnit.SECONDS).join()) {
                    case Answer.Decided(var receipt) -> {
                        told.put(bid, receipt);
                        open = false;
                    }
                    case Answer.Unknown() -> untold.incrementAndGet();
                    case Answer.NotReady(var _) ->
                        TestNode.await()
                                .until(() ->
                                        node.arena.gate().refusesBids(TestNode.BUCKETS.of(auction.value())) == null);
                    case Answer other -> throw new AssertionError("unexpected: " + other);
                }
            }
        }
    }

    private void awaitTold(int count) {
        TestNode.await().until(() -> told.size() >= count);
    }

    /** All that the ledger has of the auction, refusals too. */
    private List<Long> sequences(AuctionId auction) {
        List<Long> found = new ArrayList<>();
        nodes.getFirst()
                .ledger
                .arenaSource()
                .auctions(TestNode.BUCKETS.of(auction.value()), Duration.ofHours(1), kept -> {
                    Map<Long, Boolean> here = new LinkedHashMap<>();
                    kept.decisions().forEachRemaining(decision -> here.put(decision.sequence(), true));
                    if (kept.listing().id().equals(auction)) {
                        found.addAll(here.keySet());
                    }
                });
        return found;
    }

    private void deleteFiles() {
        try (Stream<Path> files = Files.walk(directory.resolve("redis").resolve("appendonlydir"))) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
