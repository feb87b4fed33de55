package dev.gavel.server.ledger;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.dev.SharedStores;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import dev.gavel.shards.PoolConfig;
import dev.gavel.shards.Shard;
import dev.gavel.shards.ShardAddress;
import dev.gavel.shards.ShardException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A ledger of two shards and eight buckets in databases of its own, fed by a fake log. */
public final class TestLedger implements AutoCloseable {
    static final Buckets BUCKETS = new Buckets(8);
    static final PoolConfig POOLS = new PoolConfig(6, Duration.ofSeconds(2), Duration.ofSeconds(20), 3);
    public static final LedgerConfig FAST = new LedgerConfig(
            Duration.ofMillis(10),
            64,
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofMillis(50),
            Duration.ofSeconds(10),
            1_000,
            1_000,
            100,
            2,
            7);

    final List<ShardAddress> addresses;
    final FakeLog log = new FakeLog();
    final List<AuctionId> released = new CopyOnWriteArrayList<>();
    Ledger ledger;

    TestLedger() {
        this(addresses(SharedStores.freshDatabases(2)), FAST);
    }

    TestLedger(List<ShardAddress> addresses, LedgerConfig config) {
        this.addresses = addresses;
        this.ledger = open(addresses, config);
    }

    static List<ShardAddress> addresses(List<String> urls) {
        return IntStream.range(0, urls.size())
                .mapToObj(i -> ShardAddress.parse("ledger.shards[" + i + "]", urls.get(i)))
                .toList();
    }

    static Ledger open(List<ShardAddress> addresses, LedgerConfig config) {
        return Ledger.open(addresses, POOLS, BUCKETS, config, InstantSource.system());
    }

    void start() {
        ledger.startReaders(log, released::addAll);
    }

    /** Stops the node and starts another. */
    void restart() {
        ledger.close();
        ledger = open(addresses, FAST);
        start();
    }

    Bucket bucket(AuctionId id) {
        return BUCKETS.of(id.value());
    }

    void append(Story story, Decision... decisions) {
        log.append(bucket(story.id()), decisions);
    }

    /** Lists and opens it. */
    Story begin(Story story) {
        ledger.catalog().insert(story.listing());
        append(story, story.opened());
        return story;
    }

    /** Waits until all that is in the log is in the ledger. */
    void awaitRead() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                // A test that cuts connections cuts this one's, too.
                .ignoreExceptionsInstanceOf(ShardException.class)
                .until(() -> {
                    var ends = log.ends(BUCKETS.all());
                    return ends.entrySet().stream().allMatch(end -> position(end.getKey()) >= end.getValue());
                });
    }

    long position(Bucket bucket) {
        return number(ledger.router().on(bucket), "select position from bucket where bucket = " + bucket.number());
    }

    /** The sum over all shards. */
    long count(String query) {
        return ledger.router().shards().all().stream()
                .mapToLong(shard -> number(shard, query))
                .sum();
    }

    List<String> strings(String query) {
        List<String> found = new ArrayList<>();
        for (Shard shard : ledger.router().shards().all()) {
            found.addAll(shard.run("looking", connection -> {
                List<String> here = new ArrayList<>();
                try (var statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(query)) {
                    while (row.next()) {
                        here.add(row.getString(1));
                    }
                }
                return here;
            }));
        }
        return found;
    }

    /** Does something to every shard behind the ledger's back. */
    void execute(String statement) {
        for (Shard shard : ledger.router().shards().all()) {
            execute(shard, statement);
        }
    }

    static void execute(Shard shard, String sql) {
        boolean _ = shard.run("meddling", connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    private static long number(Shard shard, String query) {
        return shard.run("looking", connection -> {
            try (var statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                if (!row.next()) {
                    throw new SQLException("nothing found by " + query);
                }
                return row.getLong(1);
            }
        });
    }

    @Override
    public void close() {
        ledger.close();
    }
}
