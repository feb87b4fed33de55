package dev.gavel.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.Decision;
import dev.gavel.dev.SharedStores;
import dev.gavel.shards.PoolConfig;
import dev.gavel.shards.Shard;
import dev.gavel.shards.Shards;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a thousand accepted bids cost in write-ahead log, against a design that decides them in PostgreSQL. */
class WalBytesIT {
    private static final int RIVAL_BIDS = 2_000;
    private static final long BIDDERS = 1_000;

    private final TestLedger test =
            new TestLedger(TestLedger.addresses(SharedStores.freshDatabases(1)), LedgerConfig.DEFAULT);

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aRushOnOneAuctionCostsATenthOfARowLock() throws SQLException {
        Story story = test.begin(new Story(51));
        List<Decision> bids = new ArrayList<>();
        for (int i = 0; i < 20_480; i++) {
            bids.add(story.bid("bidder-0123-" + i * 7919L % BIDDERS, 2_000 + i * 200L, 300));
        }
        long bytes = perThousand(bids, 512);
        long rival = rival();
        System.out.printf("WAL bytes per 1,000 bids on one auction: %,d; row lock: %,d%n", bytes, rival);
        assertThat(bytes).isLessThan(rival / 10);
    }

    @Test
    void manyAuctionsWithAFewBidsEachInACycleCostLessThanARowLock() throws SQLException {
        List<Story> stories = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            stories.add(test.begin(new Story(2_000 + i)));
        }
        test.start();
        test.awaitRead();
        for (int perCycle : new int[] {1, 4, 16}) {
            List<Decision> bids = new ArrayList<>();
            for (int n = 0; n < 2 * perCycle; n++) {
                for (Story story : stories) {
                    long bidder = (story.id().value() + n * 7L) % BIDDERS;
                    bids.add(story.bid(
                            "bidder-0123-" + bidder, 2_000 + story.standing().accepted() * 300, 300));
                }
            }
            long before = lsn();
            for (int half = 0; half < 2; half++) {
                appendByBucket(bids.subList(half * bids.size() / 2, (half + 1) * bids.size() / 2));
                test.awaitRead();
            }
            long bytes = (lsn() - before) * 1_000 / bids.size();
            System.out.printf("WAL bytes per 1,000 bids on 1,000 auctions, %d a cycle: %,d%n", perCycle, bytes);
            assertThat(bytes).isLessThan(rival());
        }
    }

    private void appendByBucket(List<Decision> bids) {
        TestLedger.BUCKETS.all().forEach(bucket -> {
            List<Decision> own = bids.stream()
                    .filter(bid -> test.bucket(bid.auction()).equals(bucket))
                    .toList();
            test.log.append(bucket, own);
        });
    }

    private long perThousand(List<Decision> bids, int turn) throws SQLException {
        for (int from = 0; from < bids.size(); from += turn) {
            test.log.append(test.bucket(bids.getFirst().auction()), bids.subList(from, from + turn));
        }
        // What a node reads at once where 10,000 bids a second come in.
        test.log.give(4);
        long before = lsn();
        test.start();
        test.awaitRead();
        return (lsn() - before) * 1_000 / bids.size();
    }

    /** The architecture being replaced: a row lock, a check, an update and an insert for each bid. */
    private static long rival() throws SQLException {
        var addresses = TestLedger.addresses(SharedStores.freshDatabases(1));
        try (Shards shards = Shards.open(addresses, PoolConfig.DEFAULT)) {
            Shard shard = shards.all().getFirst();
            TestLedger.execute(shard, """
                    create table auction (id bigint primary key, closes_at timestamptz, price bigint, max bigint,
                        leader text, sequence bigint);
                    create table bid (auction_id bigint, sequence bigint, bidder text, amount bigint, price bigint,
                        request_id uuid, received_at timestamptz, decided_at timestamptz, outcome smallint,
                        primary key (auction_id, sequence));
                    create unique index on bid (auction_id, bidder, request_id);
                    create index on bid (bidder, decided_at);
                    insert into auction values (700000000000000001, now(), 0, 0, 'x', 0)""");
            long before = lsn(shard);
            for (int i = 0; i < RIVAL_BIDS; i++) {
                String bidder = "bidder-0123-" + i * 7919L % BIDDERS;
                boolean _ = shard.transact("bidding", connection -> {
                    try (PreparedStatement lock = connection.prepareStatement("select * from auction for update");
                            PreparedStatement update = connection.prepareStatement("""
                                    update auction
                                    set price = price + 100, max = max + 150, leader = ?, sequence = sequence + 1""");
                            PreparedStatement insert = connection.prepareStatement("""
                                    insert into bid
                                    select id, sequence, leader, max, price, gen_random_uuid(), now(), now(), 1
                                    from auction""")) {
                        update.setString(1, bidder);
                        return lock.execute() && update.executeUpdate() == 1 && insert.executeUpdate() == 1;
                    }
                });
            }
            return (lsn(shard) - before) * 1_000 / RIVAL_BIDS;
        }
    }

    private long lsn() {
        return lsn(test.ledger.router().shards().all().getFirst());
    }

    private static long lsn(Shard shard) {
        return shard.run("reading the WAL position", connection -> {
            try (var statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")) {
                return row.next() ? row.getLong(1) : 0;
            }
        });
    }
}
