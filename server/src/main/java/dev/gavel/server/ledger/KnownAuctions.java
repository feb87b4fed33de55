package dev.gavel.server.ledger;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Disagreement;
import dev.gavel.auction.Terms;
import dev.gavel.auction.Witness;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Shard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a reader knows of its shard's auctions: in memory the ones decided of late, read again from the ledger when
 * another is decided. Belongs to the reader's thread.
 *
 * <p>A witness is resumed from the accepted bids and what stands beside them alone, because a refusal changes nothing.
 * What a refusal may have shown, that the witnesses differ, stands in the quarantine.
 */
final class KnownAuctions {
    private static final String AUCTIONS = """
            select a.auction_id, a.bucket, a.ends_at, a.opens_at, a.opening, a.reserve, a.soft_window,
                   a.soft_extension, a.soft_latest, a.soft_max, a.bidding, a.soft_mode, a.currency, a.seller, a.steps,
                   a.approval,
                   r.sequence is not null or q.closed_sequence is not null as ended,
                   q.sequence as parted, q.matter, q.arena, q.referee,
            """ + BesideBids.OF_AUCTION + """
            from unnest(?::smallint[], ?::bigint[]) as w (bucket, auction_id)
            join auction a on a.bucket = w.bucket and a.auction_id = w.auction_id
            left join result r on r.bucket = a.bucket and r.auction_id = a.auction_id and r.ends_at = a.ends_at
            left join quarantine q on q.bucket = a.bucket and q.auction_id = a.auction_id""";
    private static final String DECISIONS = """
            select d.bucket, d.auction_id, d.numbers, d.bidders, d.request_ids
            from unnest(?::smallint[], ?::bigint[], ?::timestamptz[]) as w (bucket, auction_id, ends_at)
            join decision d on d.bucket = w.bucket and d.auction_id = w.auction_id and d.ends_at = w.ends_at
            order by d.bucket, d.auction_id, d.first_sequence""";

    private final Shard shard;
    private final int rowsFetched;
    private final Map<AuctionId, Known> recent;

    KnownAuctions(Shard shard, LedgerConfig config) {
        this.shard = shard;
        this.rowsFetched = config.rowsFetched();
        this.recent = new Recent<>(config.auctionsMax());
    }

    /** What is known of each; absent are those that have never been heard of. */
    Map<AuctionId, Known> of(Connection connection, Collection<Cycle.Wanted> wanted) throws SQLException {
        Map<AuctionId, Known> known = new HashMap<>();
        List<Cycle.Wanted> missing = new ArrayList<>();
        for (Cycle.Wanted one : wanted) {
            Known before = recent.get(one.auction());
            if (before != null) {
                known.put(one.auction(), before);
            } else if (!(one.first() instanceof Decision.Opened)) {
                missing.add(one);
            }
        }
        if (!missing.isEmpty()) {
            known.putAll(Shard.inTransaction(connection, c -> read(c, missing)));
        }
        return known;
    }

    void keep(Collection<Progress> progress) {
        for (Progress one : progress) {
            recent.put(one.auction(), one.known());
        }
    }

    /** Forgets all, because somebody else has written to the ledger. */
    void forget() {
        recent.clear();
    }

    int size() {
        return recent.size();
    }

    private Map<AuctionId, Known> read(Connection connection, List<Cycle.Wanted> missing) throws SQLException {
        Map<AuctionId, Known> known = new HashMap<>();
        // In the order in which the bids are streamed.
        Map<Key, Resumable> live = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(AUCTIONS)) {
            statement.setArray(
                    1,
                    buckets(
                            connection,
                            missing.stream().map(Cycle.Wanted::bucket).toList()));
            statement.setArray(
                    2,
                    ids(connection, missing.stream().map(Cycle.Wanted::auction).toList()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    var id = new AuctionId(row.getLong("auction_id"));
                    if (row.getBoolean("ended")) {
                        known.put(id, new Known.Ended(Times.read(row, "ends_at")));
                    } else {
                        live.put(
                                new Key(new Bucket(row.getInt("bucket")), id),
                                new Resumable(AuctionRows.terms(row), BesideBids.read(row, id), disagreement(row, id)));
                    }
                }
            }
        }
        if (!live.isEmpty()) {
            resume(connection, live, known);
        }
        return known;
    }

    private void resume(Connection connection, Map<Key, Resumable> live, Map<AuctionId, Known> into)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DECISIONS)) {
            statement.setFetchSize(rowsFetched);
            statement.setArray(
                    1,
                    buckets(connection, live.keySet().stream().map(Key::bucket).toList()));
            statement.setArray(
                    2, ids(connection, live.keySet().stream().map(Key::auction).toList()));
            statement.setArray(3, connection.createArrayOf("timestamptz", ends(live)));
            try (ResultSet rows = statement.executeQuery()) {
                var stream = new DecisionStream<>(shard, rows, DecisionRows::read);
                live.forEach((key, auction) -> {
                    Witness witness = Witness.resumed(
                            key.auction(),
                            auction.terms(),
                            BesideBids.merged(
                                    DecisionStream.decisions(stream, key.bucket(), key.auction()), auction.beside()));
                    Disagreement kept = auction.disagreement();
                    into.put(key.auction(), new Known.Live(witness, kept != null ? kept : witness.disagreement()));
                });
            }
        }
    }

    private static OffsetDateTime[] ends(Map<Key, Resumable> live) {
        return live.values().stream()
                .map(auction -> Times.toSql(auction.terms().schedule().closesAt()))
                .toArray(OffsetDateTime[]::new);
    }

    private static @Nullable Disagreement disagreement(ResultSet row, AuctionId auction) throws SQLException {
        Long parted = row.getObject("parted", Long.class);
        return parted == null
                ? null
                : new Disagreement(
                        auction,
                        parted,
                        Disagreement.Matter.valueOf(row.getString("matter")),
                        row.getString("arena"),
                        row.getString("referee"));
    }

    static java.sql.Array buckets(Connection connection, List<Bucket> buckets) throws SQLException {
        return connection.createArrayOf(
                "smallint", buckets.stream().map(b -> (short) b.number()).toArray(Short[]::new));
    }

    static java.sql.Array ids(Connection connection, List<AuctionId> auctions) throws SQLException {
        return connection.createArrayOf(
                "bigint", auctions.stream().map(AuctionId::value).toArray(Long[]::new));
    }

    private record Key(Bucket bucket, AuctionId auction) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byBucket = bucket.compareTo(other.bucket);
            return byBucket != 0 ? byBucket : auction.compareTo(other.auction);
        }
    }

    private record Resumable(
            Terms terms, List<Decision> beside, @Nullable Disagreement disagreement) {}

    /** The entries used last. */
    private static final class Recent<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;
        private final int max;

        Recent(int max) {
            super(16, 0.75f, true);
            this.max = max;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > max;
        }
    }
}
