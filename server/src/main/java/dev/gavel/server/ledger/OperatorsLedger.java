package dev.gavel.server.ledger;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.operations.LedgerView;
import dev.gavel.server.operations.Views;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Router;
import dev.gavel.shards.Shard;
import dev.gavel.shards.ShardException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What operators are shown of the ledger. */
final class OperatorsLedger implements LedgerView {
    private static final String QUARANTINE = """
            select auction_id, bucket, found_at, sequence, matter, arena, referee,
                   closed_sequence, arena_ended, referee_ended
            from quarantine
            where resolved_at is null
            order by found_at desc
            limit ?""";
    private static final String QUARANTINED = "select count(*) from quarantine where resolved_at is null";
    private static final String AUCTION = """
            select b.position, a.ends_at, a.listed_at, a.currency
            from bucket b
            join auction a on a.bucket = b.bucket
            where b.bucket = ? and a.auction_id = ?""";
    /** From the row that may hold the first one wanted on; each holds at least one, but perhaps the first. */
    private static final String BIDS = """
            select d.auction_id, d.numbers, d.bidders, d.request_ids
            from %1$s d
            where d.bucket = ? and d.auction_id = ? and d.ends_at = ?
              and d.first_sequence >= coalesce(
                  (select max(first_sequence) from %1$s
                   where bucket = ? and auction_id = ? and ends_at = ? and first_sequence <= ?), 0)
            order by d.first_sequence
            limit ?""";

    private static final String ACCEPTED = BIDS.formatted("decision");
    private static final String REFUSED = BIDS.formatted("refused");
    private static final String POSTPONED = """
            select sequence, decided_at, closes_at
            from postponed
            where bucket = ? and auction_id = ? and sequence > ?
            order by sequence
            limit ?""";
    private static final String INTERVENTIONS = """
            select sequence, decided_at, closes_at, what, by_account, reason, bidder, admission, amount_max
            from intervention
            where bucket = ? and auction_id = ? and sequence > ?
            order by sequence
            limit ?""";
    private static final String LAST = """
            select greatest(
                (select numbers[7 * (cardinality(request_ids) - 1) + 1] from decision
                 where bucket = o.bucket and auction_id = o.auction_id and ends_at = o.ends_at
                 order by first_sequence desc limit 1),
                (select numbers[5 * (cardinality(request_ids) - 1) + 1] from refused
                 where bucket = o.bucket and auction_id = o.auction_id and ends_at = o.ends_at
                 order by first_sequence desc limit 1),
                (select max(sequence) from postponed where bucket = o.bucket and auction_id = o.auction_id),
                (select max(sequence) from intervention where bucket = o.bucket and auction_id = o.auction_id),
                (select sequence from result
                 where bucket = o.bucket and auction_id = o.auction_id and ends_at = o.ends_at),
                0) as last
            from (values (?::smallint, ?::bigint, ?::timestamptz)) as o (bucket, auction_id, ends_at)""";
    private static final String RESULT = """
            select * from result where bucket = ? and auction_id = ? and ends_at = ?""";

    private static final Comparator<Views.Quarantined> NEWEST_FIRST =
            Comparator.comparing(Views.Quarantined::foundAt).reversed();

    private final Ledger ledger;
    private final Router router;

    OperatorsLedger(Ledger ledger) {
        this.ledger = ledger;
        this.router = ledger.router();
    }

    @Override
    public int shardOf(Bucket bucket) {
        return router.on(bucket).number();
    }

    @Override
    public List<Views.Shard> shards() {
        return ledger.status().stream().map(this::shard).toList();
    }

    private Views.Shard shard(ReaderStatus reader) {
        Shard shard = router.shards().all().get(reader.shard());
        Instant newest = reader.newest();
        return new Views.Shard(
                reader.shard(),
                reader.state().name(),
                reader.behind(),
                newest == null ? null : newest.toEpochMilli(),
                reader.stopped().keySet().stream().map(Bucket::number).sorted().toList(),
                shard.connectionsInUse(),
                shard.connectionsAwaited());
    }

    static long quarantined(Shard shard) {
        return shard.run("counting the quarantine", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(QUARANTINED);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    @Override
    public List<Views.Quarantined> quarantine(int limit) {
        return asking(() -> Catalog.merged(
                router.shards()
                        .onEach(shard ->
                                shard.run("reading the quarantine", connection -> quarantine(connection, limit))),
                NEWEST_FIRST,
                limit));
    }

    private static List<Views.Quarantined> quarantine(Connection connection, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(QUARANTINE)) {
            statement.setInt(1, limit);
            List<Views.Quarantined> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new Views.Quarantined(
                            new AuctionId(row.getLong("auction_id")).toString(),
                            row.getInt("bucket"),
                            Times.read(row, "found_at"),
                            row.getLong("sequence"),
                            row.getString("matter"),
                            row.getString("arena"),
                            row.getString("referee"),
                            row.getObject("closed_sequence", Long.class),
                            row.getString("arena_ended"),
                            row.getString("referee_ended")));
                }
            }
            return found;
        }
    }

    @Override
    public Optional<Kept> decisions(AuctionId auction, long after, int limit) {
        Bucket bucket = router.bucketOf(auction.value());
        return asking(() -> router.on(bucket).transact("reading the decisions of auction " + auction, connection -> {
            // One moment for all queries: what the reader commits between two of them would leave a hole.
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Found found = found(connection, bucket, auction);
            return found == null ? Optional.empty() : Optional.of(kept(connection, found, new Page(after, limit)));
        }));
    }

    private record Found(
            Bucket bucket, AuctionId auction, Instant endsAt, Instant listedAt, String currency, long position) {
        void bind(PreparedStatement statement, int from) throws SQLException {
            statement.setShort(from, (short) bucket.number());
            statement.setLong(from + 1, auction.value());
            statement.setObject(from + 2, Times.toSql(endsAt));
        }
    }

    private record Page(long after, int limit) {}

    private static @Nullable Found found(Connection connection, Bucket bucket, AuctionId auction) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(AUCTION)) {
            statement.setShort(1, (short) bucket.number());
            statement.setLong(2, auction.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new Found(
                                bucket,
                                auction,
                                Times.read(row, "ends_at"),
                                Times.read(row, "listed_at"),
                                row.getString("currency"),
                                row.getLong("position"))
                        : null;
            }
        }
    }

    private static Kept kept(Connection connection, Found found, Page page) throws SQLException {
        List<Views.Decided> decided = new ArrayList<>();
        decided.add(Views.Decided.listed(found.listedAt));
        bids(connection, ACCEPTED, found, page, rows -> DecisionRows.read(rows).forEach(bid -> decided.add(view(bid))));
        bids(connection, REFUSED, found, page, rows -> RefusedRows.read(rows).forEach(bid -> decided.add(view(bid))));
        postponed(connection, found, page, decided);
        done(connection, found, page, decided);
        ended(connection, found, decided);
        return new Kept(
                found.currency,
                decided.stream()
                        .filter(one -> one.sequence() > page.after)
                        .sorted(Comparator.comparingLong(Views.Decided::sequence))
                        .limit(page.limit)
                        .toList(),
                last(connection, found),
                found.position);
    }

    private static long last(Connection connection, Found found) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LAST)) {
            found.bind(statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong("last");
            }
        }
    }

    private interface Rows {
        void take(ResultSet row) throws SQLException;
    }

    private static void bids(Connection connection, String sql, Found found, Page page, Rows rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            found.bind(statement, 1);
            found.bind(statement, 4);
            statement.setLong(7, page.after);
            statement.setInt(8, page.limit + 1);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.take(row);
                }
            }
        }
    }

    private static void postponed(Connection connection, Found found, Page page, List<Views.Decided> decided)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(POSTPONED)) {
            statement.setShort(1, (short) found.bucket.number());
            statement.setLong(2, found.auction.value());
            statement.setLong(3, page.after);
            statement.setInt(4, page.limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    decided.add(Views.Decided.postponed(
                            row.getLong("sequence"), Times.read(row, "decided_at"), Times.read(row, "closes_at")));
                }
            }
        }
    }

    private static void done(Connection connection, Found found, Page page, List<Views.Decided> decided)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INTERVENTIONS)) {
            statement.setShort(1, (short) found.bucket.number());
            statement.setLong(2, found.auction.value());
            statement.setLong(3, page.after);
            statement.setInt(4, page.limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    decided.add(done(row).because(row.getString("by_account"), row.getString("reason")));
                }
            }
        }
    }

    private static Views.Decided done(ResultSet row) throws SQLException {
        long sequence = row.getLong("sequence");
        Instant at = Times.read(row, "decided_at");
        String what = row.getString("what");
        return switch (what) {
            case "PAUSED" -> Views.Decided.paused(sequence, at);
            case "RESUMED" -> Views.Decided.resumed(sequence, at, Times.readNullable(row, "closes_at"));
            case "CANCELLED" -> Views.Decided.cancelled(sequence, at);
            case "PERMITTED" ->
                Views.Decided.permitted(
                        sequence,
                        at,
                        row.getString("bidder"),
                        row.getString("admission"),
                        row.getObject("amount_max", Long.class));
            default -> throw new IllegalStateException("no such intervention in the ledger: " + what);
        };
    }

    private static void ended(Connection connection, Found found, List<Views.Decided> decided) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RESULT)) {
            found.bind(statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    var settled = ResultRows.read(row);
                    // A cancellation stands with who and why already; of older releases it stands here only.
                    if (decided.stream().anyMatch(one -> one.sequence() == settled.sequence())) {
                        return;
                    }
                    decided.add(Views.Decided.ended(
                            settled.sequence(), settled.decidedAt(), settled.closesAt(), settled.result()));
                }
            }
        }
    }

    private static Views.Decided view(DecisionRows.Kept kept) {
        AcceptedBid bid = kept.bid();
        return new Views.Decided(
                bid.sequence(),
                "BID",
                bid.decidedAt(),
                bid.receivedAt(),
                bid.bidder().value(),
                bid.amount().minor(),
                bid.leading() ? "LEADING" : "OUTBID",
                bid.price().minor(),
                kept.closesAt(),
                kept.requestId().toString(),
                null,
                null);
    }

    /** What the others saw after it, the accepted bids before it say. */
    private static Views.Decided view(RefusedRows.Kept refused) {
        return new Views.Decided(
                refused.sequence(),
                "BID",
                refused.decidedAt(),
                refused.receivedAt(),
                refused.bid().bidder().value(),
                refused.bid().amount().minor(),
                refused.reason().name(),
                null,
                null,
                refused.bid().requestId().toString(),
                null,
                null);
    }

    private static <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (ShardException e) {
            throw new UnavailableException(e);
        }
    }
}
