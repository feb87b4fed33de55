package dev.gavel.server.ledger;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Result;
import dev.gavel.server.recovery.Recovery;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Shard;
import dev.gavel.shards.ShardAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerReaderIT {
    private static final ShardLock ALWAYS_FREE = new ShardLock() {
        @Override
        public boolean take(Connection connection) {
            return true;
        }

        @Override
        public void giveBack(Connection connection) {}
    };

    private final TestLedger test = new TestLedger();

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void anAuctionIsSettledWithWhatBothWitnessesSaw() {
        Story story = test.begin(new Story(11));
        test.append(story, story.bid("ann", 2_000, 600), story.bid("bob", 1_050, 500), story.bid("bob", 1_800, 400));
        test.append(story, story.bid("ann", 1_900, 300), story.bid("cy\\d", 2_500, 60));
        test.append(story, story.closed());
        test.start();
        test.awaitRead();

        var settled = test.ledger.reads().result(story.id()).orElseThrow();
        assertThat(settled.result()).isEqualTo(new Result.Sold(new AccountId("cy\\d"), new Money(2_100)));
        assertThat(settled.closesAt()).isEqualTo(Story.CLOSES.plusSeconds(120));
        assertThat(settled.accepted()).isEqualTo(3);
        assertThat(settled.refused()).isEqualTo(2);
        assertThat(settled.sequence()).isEqualTo(6);
        assertThat(test.ledger.reads().ended(story.id()).orElseThrow().listing())
                .isEqualTo(story.listing());
        await().atMost(5, SECONDS).until(() -> test.released.equals(List.of(story.id())));
        await().atMost(5, SECONDS).until(() -> test.count("select count(*) from unreleased") == 0);
        assertThat(test.log.done()).containsEntry(test.bucket(story.id()), 4L);
        assertThat(test.count("select count(*) from unopened")).isZero();
    }

    @Test
    void aCloseThatAnOutageMovedIsKeptAndSettledByAReaderThatDidNotHearOfIt() {
        Story story = test.begin(new Story(31));
        test.start();
        test.append(story, story.bid("ann", 2_000, 600), story.bid("bob", 100, 500));
        test.append(story, story.postponed());
        test.awaitRead();
        test.restart();
        // Too late by the old close; and in the window before the new one.
        test.append(story, story.bid("cy", 3_000, -60));
        test.append(story, story.closed());
        test.awaitRead();

        var settled = test.ledger.reads().result(story.id()).orElseThrow();
        assertThat(settled.result()).isEqualTo(new Result.Sold(new AccountId("cy"), new Money(2_100)));
        // A minute of outage and the two minutes of the window; the bid a minute after the old close extends to the
        // fourth minute, three after it.
        assertThat(settled.closesAt()).isEqualTo(Story.CLOSES.plusSeconds(240));
        assertThat(settled.accepted()).isEqualTo(2);
        assertThat(settled.refused()).isEqualTo(1);
        assertThat(test.ledger
                        .audit()
                        .one(story.id(), Instant.now(), Duration.ZERO)
                        .clean())
                .isTrue();
    }

    @Test
    void entriesThatAreReadAgainChangeNothing() {
        test.log.repeat(2);
        Story story = test.begin(new Story(12));
        test.start();
        for (int i = 0; i < 20; i++) {
            test.append(story, story.bid("b" + i % 3, 2_000 + i * 500L, 1_000 - i));
            if (i % 5 == 0) {
                test.awaitRead();
            }
        }
        test.append(story, story.closed());
        test.awaitRead();

        assertThat(test.count("select count(*) from accepted_bid")).isEqualTo(20);
        assertThat(test.ledger.reads().result(story.id()).orElseThrow().accepted())
                .isEqualTo(20);
    }

    @Test
    void aCrashBetweenCommitAndDoneLosesAndDoublesNothing() {
        test.log.failDone(true);
        Story story = test.begin(new Story(13));
        test.append(story, story.bid("ann", 2_000, 600));
        test.start();
        test.awaitRead();
        await().until(() ->
                test.ledger.status().stream().anyMatch(s -> s.counts().failures() > 0));
        assertThat(test.log.done()).isEmpty();

        test.log.failDone(false);
        test.append(story, story.bid("bob", 3_000, 500), story.closed());
        test.restart();
        test.awaitRead();

        assertThat(test.count("select count(*) from accepted_bid")).isEqualTo(2);
        assertThat(test.ledger.reads().result(story.id()).orElseThrow().result())
                .isEqualTo(new Result.Sold(new AccountId("bob"), new Money(2_100)));
        await().atMost(5, SECONDS)
                .until(() -> Long.valueOf(2).equals(test.log.done().get(test.bucket(story.id())))
                        || Long.valueOf(3).equals(test.log.done().get(test.bucket(story.id()))));
    }

    @Test
    void aCrashBetweenCommitAndReleaseReleasesAgain() {
        Story story = test.begin(new Story(14));
        test.append(story, story.bid("ann", 2_000, 600), story.closed());
        test.ledger.startReaders(test.log, _ -> {
            throw new IllegalStateException("the fake arena is down");
        });
        test.awaitRead();
        assertThat(test.count("select count(*) from unreleased")).isEqualTo(1);

        test.restart();
        await().atMost(5, SECONDS).until(() -> test.released.equals(List.of(story.id())));
        await().atMost(5, SECONDS).until(() -> test.count("select count(*) from unreleased") == 0);
    }

    @Test
    void twoReadersThatBothWorkWriteEachBidOnce() {
        // What keeps them from doubling bids is the position alone.
        Story story = test.begin(new Story(15));
        var shard = test.ledger.router().on(test.bucket(story.id()));
        var partitions = new Partitions(shard);
        List<LedgerReader> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            readers.add(new LedgerReader(
                    shard,
                    partitions,
                    test.log,
                    test.released::addAll,
                    TestLedger.FAST,
                    ALWAYS_FREE,
                    ReaderMeters.NONE));
        }
        readers.forEach(LedgerReader::start);
        for (int i = 0; i < 300; i++) {
            test.append(story, story.bid("b" + i % 7, 2_000 + i * 500L, 1_000 - i));
            if (i % 10 == 9) {
                // Many cycles, for each of which both come.
                test.awaitRead();
            }
        }
        test.append(story, story.closed());
        test.awaitRead();
        readers.forEach(LedgerReader::close);

        assertThat(test.count("select count(*) from accepted_bid")).isEqualTo(300);
        assertThat(test.count("select count(distinct sequence) from accepted_bid"))
                .isEqualTo(300);
        assertThat(test.ledger.reads().result(story.id()).orElseThrow().accepted())
                .isEqualTo(300);
        assertThat(test.count("select count(*) from quarantine")).isZero();
        long moved =
                readers.stream().mapToLong(r -> r.status().counts().failures()).sum();
        assertThat(moved).as("times that a reader found the position moved").isPositive();
    }

    @Test
    void whatWasReadFromAPositionThatHasMovedIsNotWritten() throws SQLException {
        Story story = test.begin(new Story(28));
        test.append(story, story.bid("ann", 2_000, 600));
        var bucket = test.bucket(story.id());
        var shard = test.ledger.router().on(bucket);
        var partitions = new Partitions(shard);
        var entries = test.log.read(Map.of(bucket, 0L)).getOrDefault(bucket, List.of());
        var opening = new Cycle();
        opening.fold(bucket, 0, entries.subList(0, 1), Map.of());
        var both = new Cycle();
        both.fold(bucket, 0, entries, Map.of());
        try (Connection connection = shard.connect()) {
            long rows = new LedgerWriter(partitions, new Activities(100)).commit(connection, opening, Map.of());
            assertThat(rows).isZero();
            assertThatThrownBy(
                            () -> new LedgerWriter(partitions, new Activities(100)).commit(connection, both, Map.of()))
                    .isInstanceOf(PositionMovedException.class);
        }
        assertThat(test.position(bucket)).isEqualTo(1);
        assertThat(test.count("select count(*) from accepted_bid")).isZero();
    }

    @Test
    void oneNodeReadsAShardAndAnotherTakesOver() {
        test.start();
        await().until(() -> test.ledger.status().stream().allMatch(s -> s.state() == ReaderStatus.State.READING));
        try (Ledger other = TestLedger.open(test.addresses, TestLedger.FAST)) {
            other.startReaders(test.log, test.released::addAll);
            Story story = test.begin(new Story(16));
            test.append(story, story.bid("ann", 2_000, 600));
            test.awaitRead();
            assertThat(other.status()).allMatch(s -> s.state() == ReaderStatus.State.WAITING);

            test.ledger.close();
            await().atMost(5, SECONDS)
                    .until(() -> other.status().stream().allMatch(s -> s.state() == ReaderStatus.State.READING));
            test.append(story, story.bid("bob", 3_000, 500), story.closed());
            await().atMost(5, SECONDS)
                    .until(() -> other.reads().result(story.id()).isPresent());
            assertThat(other.reads().history(story.id(), Long.MAX_VALUE, 10)).hasSize(2);
            test.ledger = other;
        }
        test.ledger = TestLedger.open(test.addresses, TestLedger.FAST);
    }

    /** What it knew when it last read is nothing that it knows: another reads on. */
    @Test
    void whoWaitsForAnotherReaderIsBehindByNothing() throws SQLException {
        Story story = test.begin(new Story(18));
        test.execute("alter table result add constraint broken check (accepted < 0)");
        test.append(story, story.bid("ann", 2_000, 600), story.closed());
        test.start();
        Shard shard = test.ledger.router().on(test.bucket(story.id()));
        await().atMost(5, SECONDS)
                .until(() -> test.ledger.status().get(shard.number()).behind() > 0);
        try (Connection another = shard.connect()) {
            var lock = new ShardLock.Advisory();
            await().atMost(5, SECONDS).until(() -> lock.take(another));
            await().atMost(5, SECONDS)
                    .until(() -> test.ledger.status().get(shard.number()).state() == ReaderStatus.State.WAITING);
            assertThat(test.ledger.status().get(shard.number()).behind()).isZero();
            lock.giveBack(another);
        }
        test.execute("alter table result drop constraint broken");
        test.awaitRead();
    }

    @Test
    void aFailingCopyIsRolledBackWholeAndTriedAgain() {
        Story story = test.begin(new Story(17));
        test.append(story, story.bid("ann", 2_000, 600));
        test.execute("alter table result add constraint broken check (accepted < 0)");
        test.append(story, story.closed());
        test.start();
        var reader = test.ledger.router().on(test.bucket(story.id())).number();
        await().atMost(5, SECONDS)
                .until(() -> test.ledger.status().get(reader).counts().failures() >= 2);
        assertThat(test.position(test.bucket(story.id()))).isZero();
        assertThat(test.count("select count(*) from accepted_bid")).isZero();
        assertThat(test.ledger.status().get(reader).state()).isEqualTo(ReaderStatus.State.FAILING);

        test.execute("alter table result drop constraint broken");
        test.awaitRead();
        assertThat(test.count("select count(*) from accepted_bid")).isEqualTo(1);
        assertThat(test.count("select count(*) from activity")).isEqualTo(1);
        assertThat(test.ledger.reads().result(story.id())).isPresent();
    }

    @Test
    void connectionsThatAreCutInTheMiddleLoseAndDoubleNothing() {
        Story story = test.begin(new Story(27));
        test.start();
        for (int i = 0; i < 200; i++) {
            test.append(story, story.bid("b" + i % 7, 2_000 + i * 500L, 1_000 - i));
            if (i % 40 == 20) {
                cutConnections(test.ledger.router().on(test.bucket(story.id())).address());
            } else if (i % 5 == 4) {
                test.awaitRead();
            }
        }
        test.append(story, story.closed());
        test.awaitRead();
        assertThat(test.count("select count(*) from accepted_bid")).isEqualTo(200);
        assertThat(test.ledger.reads().result(story.id()).orElseThrow().accepted())
                .isEqualTo(200);
        assertThat(test.ledger.status().stream()
                        .mapToLong(s -> s.counts().failures())
                        .sum())
                .isPositive();
    }

    private static void cutConnections(ShardAddress address) {
        try (var connection = DriverManager.getConnection(address.url(), address.user(), address.password());
                var statement = connection.createStatement()) {
            boolean _ = statement.execute("""
                    select pg_terminate_backend(pid)
                    from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid()""");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void afterARestartTheWitnessIsResumedFromTheLedger() {
        Story proxy = test.begin(new Story(18));
        Story other = test.begin(new Story(19));
        for (int i = 0; i < 150; i++) {
            test.append(proxy, proxy.bid("b" + i % 3, 2_000 + i * 300L, 90), proxy.bid("late", 1_000, 90));
            test.append(other, other.bid("c" + i % 3, 2_000 + i * 300L, 90));
        }
        test.start();
        test.awaitRead();
        test.restart();
        test.append(proxy, proxy.bid("ann", 100_000, 30), proxy.bid("bob", 60_000, 20));
        test.append(proxy, proxy.closed());
        test.append(other, other.closed());
        test.awaitRead();

        assertThat(test.count("select count(*) from quarantine")).isZero();
        var settled = test.ledger.reads().result(proxy.id()).orElseThrow();
        assertThat(settled.result()).isEqualTo(new Result.Sold(new AccountId("ann"), new Money(60_100)));
        assertThat(settled.refused()).isEqualTo(150);
        assertThat(test.ledger.reads().result(other.id())).isPresent();
    }

    @Test
    void lateRefusalsAfterTheEndAreNoNews() {
        Story story = test.begin(new Story(20));
        test.append(story, story.bid("ann", 2_000, 600), story.closed());
        test.start();
        test.awaitRead();
        test.append(story, story.bid("bob", 9_000, -1));
        test.awaitRead();
        test.restart();
        // Arrived before the bell, but came to the arena after it.
        test.append(story, story.bid("bob", 9_000, 400));
        test.awaitRead();
        assertThat(test.count("select count(*) from quarantine")).isZero();
    }

    @Test
    void aCancelledAuctionIsSettledWithoutAPrice() {
        Story story = test.begin(new Story(21));
        test.append(story, story.bid("ann", 10, 600), story.cancelled());
        test.start();
        test.awaitRead();
        var settled = test.ledger.reads().result(story.id()).orElseThrow();
        assertThat(settled.result()).isEqualTo(new Result.Cancelled());
        assertThat(settled.refused()).isEqualTo(1);
    }

    @Test
    void anAuctionThatTheCatalogDoesNotKnowIsTakenFromTheLog() {
        Story story = new Story(22);
        test.append(story, story.opened(), story.bid("ann", 2_000, 600));
        test.start();
        test.awaitRead();
        assertThat(test.ledger.catalog().find(story.id()).orElseThrow().terms())
                .isEqualTo(story.listing().terms());
        test.restart();
        test.append(story, story.closed());
        test.awaitRead();
        assertThat(test.ledger.reads().result(story.id())).isPresent();
    }

    @Test
    void anEndFarBeyondThePartitionsMadeAheadIsKeptInAPartitionOfItsOwn() {
        Instant far = Instant.parse("2041-11-30T23:59:59.999Z");
        Story story = test.begin(new Story(23, Story.proxy(far)));
        test.append(story, story.bid("ann", 2_000, 100_000), story.bid("bob", 3_000, 1), story.closed());
        test.start();
        test.awaitRead();
        assertThat(test.count("select count(*) from pg_class where relname like 'decision_2041_11'"))
                .isEqualTo(1);
        assertThat(test.ledger.reads().result(story.id()).orElseThrow().closesAt())
                .isAfter(far);
        assertThat(test.ledger.reads().history(story.id(), Long.MAX_VALUE, 10)).hasSize(2);
    }

    @Test
    void aLogWithAGapStopsItsBucketAloneAndSaysSo() {
        Story gap = test.begin(new Story(24));
        Story other = test.begin(new Story(26));
        assertThat(test.bucket(gap.id())).isNotEqualTo(test.bucket(other.id()));
        test.log.trim(test.bucket(gap.id()), 1);
        test.append(other, other.bid("ann", 2_000, 600), other.closed());
        test.start();
        await().atMost(5, SECONDS)
                .until(() -> test.ledger.reads().result(other.id()).isPresent());
        assertThat(test.position(test.bucket(gap.id()))).isZero();
        var reader = test.ledger
                .status()
                .get(test.ledger.router().on(test.bucket(gap.id())).number());
        assertThat(reader.stopped()).containsOnlyKeys(test.bucket(gap.id()));
    }

    @Test
    void aLogThatCameBackOlderStopsItsBucket() {
        Story story = test.begin(new Story(25));
        test.append(story, story.bid("ann", 2_000, 600));
        test.start();
        test.awaitRead();
        test.ledger.close();
        test.log.loseAfter(test.bucket(story.id()), 1);
        test.ledger = TestLedger.open(test.addresses, TestLedger.FAST);
        test.start();
        int shard = test.ledger.router().on(test.bucket(story.id())).number();
        await().atMost(5, SECONDS)
                .until(() -> !test.ledger.status().get(shard).stopped().isEmpty());
        assertThat(test.ledger.status().get(shard).stopped()).containsOnlyKeys(test.bucket(story.id()));
    }

    @Test
    void aReaderThatDidNotSeeARecoveryGoesOnAfterIt() {
        Story story = test.begin(new Story(27));
        test.start();
        test.awaitRead();
        Bucket bucket = test.bucket(story.id());
        test.log.beginAnew(bucket, Recovery.ERA);
        assertThat(test.ledger.arenaSource().move(bucket, test.position(bucket), Recovery.ERA))
                .isTrue();
        int shard = test.ledger.router().on(bucket).number();
        // It knows before anything is in the new log: at level log nothing would come.
        await().atMost(5, SECONDS).until(() -> test.log.done().getOrDefault(bucket, 0L) == Recovery.ERA);
        test.append(story, story.bid("ann", 2_000, 600));
        test.awaitRead();
        assertThat(test.ledger.status().get(shard).stopped()).isEmpty();
        assertThat(test.count("select count(*) from accepted_bid")).isEqualTo(1);
    }

    @Test
    void fiveThousandAuctionsThatEndAtOnceAreSettledInFewTransactions() {
        test.ledger.close();
        test.ledger = TestLedger.open(test.addresses, LedgerConfig.DEFAULT);
        List<List<Decision>> entries = new ArrayList<>();
        TestLedger.BUCKETS.all().forEach(_ -> entries.add(new ArrayList<>()));
        for (int i = 1; i <= 5_000; i++) {
            Story story = new Story(1_000 + i);
            entries.get(test.bucket(story.id()).number())
                    .addAll(List.of(story.opened(), story.bid("b" + i % 100, 2_000, 5), story.closed()));
        }
        TestLedger.BUCKETS.all().forEach(bucket -> {
            List<Decision> all = entries.get(bucket.number());
            for (int from = 0; from < all.size(); from += 512) {
                test.log.append(bucket, all.subList(from, Math.min(all.size(), from + 512)));
            }
        });
        long began = System.nanoTime();
        test.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> test.count("select count(*) from result") == 5_000);
        System.out.printf("5,000 auctions settled in %d ms%n", (System.nanoTime() - began) / 1_000_000);
        await().atMost(Duration.ofSeconds(20)).until(() -> test.released.size() == 5_000);
        long transactions = test.ledger.status().stream()
                .mapToLong(s -> s.counts().transactions())
                .sum();
        assertThat(transactions).isLessThan(20);
        assertThat(test.ledger.status().stream()
                        .mapToLong(s -> s.counts().settled())
                        .sum())
                .isEqualTo(5_000);
    }
}
