package dev.gavel.server.ledger;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Disagreement;
import dev.gavel.auction.Referee;
import dev.gavel.auction.Result;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Terms;
import dev.gavel.auction.Witness;
import dev.gavel.server.ledger.AuditReport.Difference;
import dev.gavel.server.settlement.Verdict.Settled;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Router;
import dev.gavel.shards.Shard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges auctions again from what the ledger keeps: terms and accepted bids, and what people did, against results.
 *
 * <p>All auctions are streamed month by month in one snapshot of each shard: two queries in the same order, merged
 * here, so that memory holds a few hundred rows however many there are.
 */
public final class Audit {
    private static final String SNAPSHOT = "set transaction isolation level repeatable read, read only";
    private static final String MONTHS = """
            select to_date(right(c.relname, 7), 'YYYY_MM')::timestamp at time zone 'UTC' as month
            from pg_inherits i
            join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'auction'::regclass
            order by month""";
    private static final String AUCTIONS = """
            select a.auction_id, a.bucket, a.ends_at, a.opens_at, a.opening, a.reserve, a.soft_window,
                   a.soft_extension, a.soft_latest, a.soft_max, a.bidding, a.soft_mode, a.currency, a.seller, a.steps,
                   a.approval,
                   r.closes_at, r.decided_at, r.sequence, r.accepted, r.refused, r.price, r.outcome, r.leader,
                   q.auction_id is not null as quarantined,
            """ + BesideBids.OF_AUCTION + """
            from auction a
            left join result r on r.bucket = a.bucket and r.auction_id = a.auction_id and r.ends_at = a.ends_at
                and r.ends_at >= ? and r.ends_at < ?
            left join quarantine q on q.bucket = a.bucket and q.auction_id = a.auction_id
            where a.ends_at >= ? and a.ends_at < ? and (? or (a.bucket = ? and a.auction_id = ?))
            order by a.bucket, a.auction_id""";
    private static final String DECISIONS = """
            select d.bucket, d.auction_id, d.numbers, d.bidders, d.request_ids
            from decision d
            where d.ends_at >= ? and d.ends_at < ? and (? or (d.bucket = ? and d.auction_id = ?))
            order by d.bucket, d.auction_id, d.first_sequence""";
    private static final String ENDS_OF = "select ends_at as month from auction where bucket = ? and auction_id = ?";

    private final Router router;
    private final LedgerConfig config;

    Audit(Router router, LedgerConfig config) {
        this.router = router;
        this.config = config;
    }

    /**
     * Audits every auction of the ledger.
     *
     * @param now an auction that was to close before it, with a grace for the ledger to catch up, is overdue
     */
    public AuditReport all(Instant now, Duration grace) {
        Instant due = now.minus(grace);
        return AuditReport.sum(router.shards().onEach(shard -> audit(shard, new Scope(null, null), due)));
    }

    /** Audits one auction; checks none if there is no such auction. */
    public AuditReport one(AuctionId auction, Instant now, Duration grace) {
        Bucket bucket = router.bucketOf(auction.value());
        return audit(router.on(bucket), new Scope(bucket, auction), now.minus(grace));
    }

    private AuditReport audit(Shard shard, Scope scope, Instant due) {
        return shard.transact("auditing", connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(SNAPSHOT);
            }
            var tally = new Tally(due);
            for (Instant month : months(connection, scope)) {
                audit(new Month(shard, connection, month), scope, tally);
            }
            return tally.report();
        });
    }

    private static List<Instant> months(Connection connection, Scope scope) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(scope.all() ? MONTHS : ENDS_OF)) {
            if (!scope.all()) {
                statement.setShort(1, scope.bucketNumber());
                statement.setLong(2, scope.auctionValue());
            }
            List<Instant> months = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    months.add(Times.read(row, "month"));
                }
            }
            return months;
        }
    }

    private void audit(Month month, Scope scope, Tally tally) throws SQLException {
        try (PreparedStatement auctions = month.connection().prepareStatement(AUCTIONS);
                PreparedStatement decisions = month.connection().prepareStatement(DECISIONS)) {
            auctions.setFetchSize(config.rowsFetched());
            decisions.setFetchSize(config.rowsFetched());
            month.bind(auctions, 1);
            month.bind(auctions, 3);
            scope.bind(auctions, 5);
            month.bind(decisions, 1);
            scope.bind(decisions, 3);
            try (ResultSet row = auctions.executeQuery();
                    ResultSet bids = decisions.executeQuery()) {
                var stream = new DecisionStream<>(month.shard(), bids, DecisionRows::read);
                while (row.next()) {
                    judge(row, stream, tally);
                }
            }
        }
    }

    private static void judge(ResultSet row, DecisionStream<DecisionRows.Kept> bids, Tally tally) throws SQLException {
        var id = new AuctionId(row.getLong("auction_id"));
        Terms terms = AuctionRows.terms(row);
        Witness witness = Witness.resumed(
                id,
                terms,
                BesideBids.merged(
                        DecisionStream.decisions(bids, new Bucket(row.getInt("bucket")), id),
                        BesideBids.read(row, id)));
        row.getShort("outcome");
        boolean settled = !row.wasNull();
        if (row.getBoolean("quarantined")) {
            tally.quarantined();
        } else if (settled) {
            tally.settled(id, ResultRows.read(row), terms, witness);
        } else {
            tally.unsettled(id, witness.standing().closesAt());
        }
    }

    /** The month that holds a time, on a shard. */
    private record Month(Shard shard, Connection connection, Instant within) {
        void bind(PreparedStatement statement, int from) throws SQLException {
            var month = Partitions.monthOf(within);
            statement.setObject(from, Times.toSql(Instant.parse(Partitions.from(month))));
            statement.setObject(from + 1, Times.toSql(Instant.parse(Partitions.from(month.plusMonths(1)))));
        }
    }

    /** One auction, or all where both are null. */
    private record Scope(@Nullable Bucket bucket, @Nullable AuctionId auction) {
        boolean all() {
            return auction == null;
        }

        short bucketNumber() {
            return bucket == null ? 0 : (short) bucket.number();
        }

        long auctionValue() {
            return auction == null ? 0 : auction.value();
        }

        void bind(PreparedStatement statement, int from) throws SQLException {
            statement.setBoolean(from, all());
            statement.setShort(from + 1, bucketNumber());
            statement.setLong(from + 2, auctionValue());
        }
    }

    private static final class Tally {
        private final Instant due;
        private final List<Difference> differences = new ArrayList<>();
        private final List<AuctionId> overdueAuctions = new ArrayList<>();
        private long checked;
        private long agreeing;
        private long differing;
        private long quarantined;
        private long open;
        private long overdue;

        Tally(Instant due) {
            this.due = due;
        }

        void quarantined() {
            checked++;
            quarantined++;
        }

        void unsettled(AuctionId id, Instant closesAt) {
            checked++;
            if (closesAt.isBefore(due)) {
                overdue++;
                if (overdueAuctions.size() < AuditReport.LISTED_MAX) {
                    overdueAuctions.add(id);
                }
            } else {
                open++;
            }
        }

        void settled(AuctionId id, Settled ledger, Terms terms, Witness witness) {
            checked++;
            Disagreement parted = witness.disagreement();
            String kept = words(ledger.result(), ledger.closesAt(), ledger.accepted());
            String found = parted != null ? parted.toString() : referee(terms, witness.standing());
            if (kept.equals(found)) {
                agreeing++;
            } else {
                differing++;
                if (differences.size() < AuditReport.LISTED_MAX) {
                    differences.add(new Difference(id, kept, found));
                }
            }
        }

        private static String referee(Terms terms, Standing standing) {
            return words(Referee.result(terms, standing), standing.closesAt(), standing.accepted());
        }

        private static String words(Result result, Instant closesAt, long accepted) {
            return result + " after " + accepted + " accepted bids, closed at " + closesAt;
        }

        AuditReport report() {
            return new AuditReport(
                    checked, agreeing, differing, quarantined, open, overdue, differences, overdueAuctions);
        }
    }
}
