package dev.gavel.server.ledger;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Disagreement;
import dev.gavel.server.listing.Listing;
import dev.gavel.server.settlement.Verdict;
import dev.gavel.server.settlement.Verdict.Quarantined;
import dev.gavel.server.settlement.Verdict.Settled;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Shard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a cycle in one transaction: the positions, and all that was read up to them. */
final class LedgerWriter {
    private static final String MOVE = """
            update bucket b
            set position = n.moved, moved_at = now()
            from unnest(?::smallint[], ?::bigint[], ?::bigint[]) as n (bucket, position, moved)
            where b.bucket = n.bucket and b.position = n.position""";
    private static final String OPENED = """
            delete from unopened u
            using unnest(?::smallint[], ?::bigint[]) as o (bucket, auction_id)
            where u.bucket = o.bucket and u.auction_id = o.auction_id
            returning u.auction_id""";
    private static final String UNRELEASED = """
            insert into unreleased (bucket, auction_id)
            select bucket, auction_id from unnest(?::smallint[], ?::bigint[]) as s (bucket, auction_id)
            on conflict do nothing""";
    private static final String RELEASED = """
            delete from unreleased u
            using unnest(?::smallint[], ?::bigint[]) as r (bucket, auction_id)
            where u.bucket = r.bucket and u.auction_id = r.auction_id""";
    private static final String QUARANTINE = """
            insert into quarantine (bucket, auction_id, ends_at, sequence, matter, arena, referee)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing""";
    private static final String QUARANTINE_ENDED = """
            update quarantine
            set closed_sequence = ?, arena_ended = ?, referee_ended = ?
            where bucket = ? and auction_id = ?""";

    private final Partitions partitions;
    private final Activities activities;

    LedgerWriter(Partitions partitions, Activities activities) {
        this.partitions = partitions;
        this.activities = activities;
    }

    /**
     * @param released settled auctions that the arena is known to have released
     * @return how many rows were copied
     * @throws PositionMovedException if somebody else has read these entries
     */
    long commit(Connection connection, Cycle cycle, Map<AuctionId, Bucket> released) throws SQLException {
        partitions.ensureFor(ends(cycle.progress()));
        try {
            return Shard.inTransaction(connection, c -> write(c, cycle, released));
        } catch (SQLException | RuntimeException e) {
            activities.rolledBack();
            throw e;
        }
    }

    private long write(Connection connection, Cycle cycle, Map<AuctionId, Bucket> released) throws SQLException {
        move(connection, cycle);
        open(connection, cycle.progress());
        long rows = copy(connection, cycle.progress());
        quarantine(connection, cycle.progress());
        forEach(connection, UNRELEASED, settled(cycle.progress()));
        forEach(connection, RELEASED, released);
        return rows;
    }

    private static Collection<Instant> ends(Collection<Progress> progress) {
        return progress.stream()
                .filter(one -> !one.accepted().isEmpty()
                        || !one.refused().isEmpty()
                        || one.opened() != null
                        || one.verdict() != null)
                .map(Progress::endsAt)
                .toList();
    }

    private static void move(Connection connection, Cycle cycle) throws SQLException {
        if (cycle.isEmpty()) {
            return;
        }
        List<Bucket> buckets = List.copyOf(cycle.to().keySet());
        try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
            statement.setArray(1, KnownAuctions.buckets(connection, buckets));
            statement.setArray(2, positions(connection, buckets, cycle.from()));
            statement.setArray(3, positions(connection, buckets, cycle.to()));
            int moved = statement.executeUpdate();
            if (moved != buckets.size()) {
                throw new PositionMovedException(buckets.size(), moved);
            }
        }
    }

    private static java.sql.Array positions(Connection connection, List<Bucket> buckets, Map<Bucket, Long> positions)
            throws SQLException {
        return connection.createArrayOf(
                "bigint", buckets.stream().map(positions::get).toArray(Long[]::new));
    }

    private static void open(Connection connection, Collection<Progress> progress) throws SQLException {
        Map<AuctionId, Progress> opened = new LinkedHashMap<>();
        progress.stream().filter(one -> one.opened() != null).forEach(one -> opened.put(one.auction(), one));
        if (opened.isEmpty()) {
            return;
        }
        Map<AuctionId, Bucket> buckets = new LinkedHashMap<>();
        opened.forEach((id, one) -> buckets.put(id, one.bucket()));
        try (PreparedStatement statement = connection.prepareStatement(OPENED)) {
            bind(connection, statement, buckets);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    opened.remove(new AuctionId(row.getLong(1)));
                }
            }
        }
        for (Progress unlisted : opened.values()) {
            Decision.Opened first = unlisted.opened();
            if (first != null) {
                AuctionRows.insert(connection, unlisted.bucket(), unlisted(first));
            }
        }
    }

    /** The ledger can be rebuilt from the bid log, but for the words of the seller. */
    private static Listing unlisted(Decision.Opened opened) {
        return new Listing(opened.auction(), opened.terms(), "(unlisted)", "", opened.decidedAt());
    }

    private long copy(Connection connection, Collection<Progress> progress) throws SQLException {
        var decisions = new CopyText();
        var refusals = new CopyText();
        var traces = new CopyText();
        var results = new CopyText();
        for (Progress one : progress) {
            if (!one.accepted().isEmpty()) {
                DecisionRows.write(decisions, one.bucket(), one.endsAt(), one.accepted());
                activities.write(traces, one);
            }
            RefusedRows.write(refusals, one.bucket(), one.endsAt(), one.refused());
            if (one.verdict() instanceof Settled settled) {
                ResultRows.write(results, one.bucket(), one.endsAt(), settled);
            }
            PostponedRows.insert(connection, one.bucket(), one.postponed());
            InterventionRows.insert(connection, one.bucket(), one.interventions());
        }
        return decisions.copy(connection, DecisionRows.COPY)
                + refusals.copy(connection, RefusedRows.COPY)
                + traces.copy(connection, Activities.COPY)
                + results.copy(connection, ResultRows.COPY);
    }

    private static void quarantine(Connection connection, Collection<Progress> progress) throws SQLException {
        for (Progress one : progress) {
            Disagreement found = one.found();
            if (found != null) {
                insertQuarantine(connection, one, found);
            }
            Verdict verdict = one.verdict();
            if (verdict instanceof Quarantined quarantined) {
                endQuarantine(connection, one, quarantined);
            }
        }
    }

    private static void insertQuarantine(Connection connection, Progress one, Disagreement found) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(QUARANTINE)) {
            statement.setShort(1, (short) one.bucket().number());
            statement.setLong(2, one.auction().value());
            statement.setObject(3, Times.toSql(one.endsAt()));
            statement.setLong(4, found.sequence());
            statement.setString(5, found.matter().name());
            statement.setString(6, found.arena());
            statement.setString(7, found.referee());
            statement.executeUpdate();
        }
    }

    private static void endQuarantine(Connection connection, Progress one, Quarantined quarantined)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(QUARANTINE_ENDED)) {
            statement.setLong(1, quarantined.sequence());
            statement.setString(2, quarantined.arena().toString());
            statement.setString(3, quarantined.referee().toString());
            statement.setShort(4, (short) one.bucket().number());
            statement.setLong(5, one.auction().value());
            statement.executeUpdate();
        }
    }

    static Map<AuctionId, Bucket> settled(Collection<Progress> progress) {
        Map<AuctionId, Bucket> settled = new LinkedHashMap<>();
        for (Progress one : progress) {
            if (one.verdict() instanceof Settled) {
                settled.put(one.auction(), one.bucket());
            }
        }
        return settled;
    }

    private static void forEach(Connection connection, String statement, Map<AuctionId, Bucket> auctions)
            throws SQLException {
        if (auctions.isEmpty()) {
            return;
        }
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            bind(connection, prepared, auctions);
            prepared.executeUpdate();
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, Map<AuctionId, Bucket> auctions)
            throws SQLException {
        statement.setArray(1, KnownAuctions.buckets(connection, new ArrayList<>(auctions.values())));
        statement.setArray(2, KnownAuctions.ids(connection, new ArrayList<>(auctions.keySet())));
    }
}
