package dev.gavel.server.ledger;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.server.listing.Listing;
import dev.gavel.server.settlement.Verdict.Settled;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Router;
import dev.gavel.shards.Shard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of the ledger. All calls block. The ledger follows the arena by a fraction of a second, so a bid
 * that was just answered may not be here yet.
 */
public final class LedgerReads {
    private static final String HISTORY = """
            select d.auction_id, d.numbers, d.bidders, d.request_ids
            from decision d
            where d.bucket = ? and d.auction_id = ? and d.first_sequence < ?
              and d.ends_at = (select a.ends_at from auction a where a.bucket = ? and a.auction_id = ?)
            order by d.first_sequence desc
            limit ?""";
    /** Whole hours, since bids are in order only between hours; in each, every trace leads to at least one bid. */
    private static final String BIDS_OF = """
            with trace as materialized (
                select bucket, auction_id, ends_at, hour, min(first_sequence) as first_sequence,
                       ((first_sequence >> ?) + 1) << ? as before_sequence
                from (
                    (select * from activity where bidder_key = ? and hour = ?)
                    union all
                    (select * from activity where bidder_key = ? and hour < ?
                     order by hour desc fetch first ? rows with ties)) as found
                group by bucket, auction_id, ends_at, hour, before_sequence
            )
            select d.auction_id, d.numbers, d.bidders, d.request_ids, t.hour
            from trace t
            join decision d on d.bucket = t.bucket and d.auction_id = t.auction_id and d.ends_at = t.ends_at
                and d.first_sequence >= t.first_sequence and d.first_sequence < t.before_sequence
            where ? = any (string_to_array(d.bidders, ' '))""";

    private static final String RESULT = """
            select r.*, (select i.reason from intervention i
                         where i.bucket = r.bucket and i.auction_id = r.auction_id and i.what = 'CANCELLED'
                         limit 1) as notice
            from result r
            where r.bucket = ? and r.auction_id = ?""";

    private static final Comparator<AcceptedBid> NEWEST_FIRST = Comparator.comparing(AcceptedBid::decidedAt)
            .thenComparing(AcceptedBid::auction)
            .thenComparingLong(AcceptedBid::sequence)
            .reversed();

    private static final String POSITIONS = "select bucket, position from bucket";

    private final Router router;
    private final Catalog catalog;

    LedgerReads(Router router, Catalog catalog) {
        this.router = router;
        this.catalog = catalog;
    }

    /** A place in the order of {@link #bidsOf}. */
    public record Place(Instant decidedAt, AuctionId auction, long sequence) {
        public static Place of(AcceptedBid bid) {
            return new Place(bid.decidedAt(), bid.auction(), bid.sequence());
        }

        private boolean isBefore(AcceptedBid bid) {
            int byTime = bid.decidedAt().compareTo(decidedAt);
            int byAuction = byTime != 0 ? byTime : bid.auction().compareTo(auction);
            return (byAuction != 0 ? byAuction : Long.compare(bid.sequence(), sequence)) < 0;
        }
    }

    /**
     * An auction after its end.
     *
     * @param notice why it was cancelled; empty where it was not, or nothing was said
     */
    public record Ended(Listing listing, Settled settled, String notice) {}

    /**
     * An auction's accepted bids, newest first.
     *
     * @param beforeSequence where the page before ended; Long.MAX_VALUE for the first page
     */
    public List<AcceptedBid> history(AuctionId auction, long beforeSequence, int limit) {
        Bucket bucket = router.bucketOf(auction.value());
        return router.on(bucket).run("reading the bids of auction " + auction, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(HISTORY)) {
                statement.setShort(1, (short) bucket.number());
                statement.setLong(2, auction.value());
                statement.setLong(3, beforeSequence);
                statement.setShort(4, (short) bucket.number());
                statement.setLong(5, auction.value());
                // Each row holds at least one bid before the place, as it begins before it.
                statement.setInt(6, limit);
                return history(statement, beforeSequence, limit);
            }
        });
    }

    /**
     * A bidder's accepted bids in all auctions, newest first.
     *
     * @param after where the page before ended; null for the first page
     */
    public List<AcceptedBid> bidsOf(AccountId bidder, @Nullable Place after, int limit) {
        return Catalog.merged(
                router.shards()
                        .onEach(shard -> shard.run(
                                "reading a bidder's bids", connection -> bidsOf(connection, bidder, after, limit))),
                NEWEST_FIRST,
                limit);
    }

    /** How far the ledger has come in the bid log of every bucket. */
    public Map<Bucket, Long> positions() {
        Map<Bucket, Long> positions = new HashMap<>();
        router.shards()
                .onEach(shard -> shard.run("reading the positions in the bid log", LedgerReads::positions))
                .forEach(positions::putAll);
        return positions;
    }

    static Map<Bucket, Long> positions(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(POSITIONS)) {
            Map<Bucket, Long> positions = new HashMap<>();
            while (row.next()) {
                positions.put(new Bucket(row.getInt(1)), row.getLong(2));
            }
            return positions;
        }
    }

    /** How a settled auction ended; empty while it has not, or while it is in quarantine. */
    public Optional<Settled> result(AuctionId auction) {
        return result(auction, ResultRows::read);
    }

    private <T> Optional<T> result(AuctionId auction, Reading<T> reading) {
        Bucket bucket = router.bucketOf(auction.value());
        Shard shard = router.on(bucket);
        return shard.run("reading the result of auction " + auction, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RESULT)) {
                statement.setShort(1, (short) bucket.number());
                statement.setLong(2, auction.value());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(reading.read(row)) : Optional.empty();
                }
            }
        });
    }

    /** A settled auction as it is known after it has left the arena. */
    public Optional<Ended> ended(AuctionId auction) {
        return catalog.find(auction)
                .flatMap(listing -> result(
                        auction,
                        row -> new Ended(
                                listing,
                                ResultRows.read(row),
                                Objects.requireNonNullElse(row.getString("notice"), ""))));
    }

    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static List<AcceptedBid> history(PreparedStatement statement, long beforeSequence, int limit)
            throws SQLException {
        List<AcceptedBid> bids = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (bids.size() < limit && rows.next()) {
                for (DecisionRows.Kept kept : DecisionRows.read(rows).reversed()) {
                    if (kept.bid().sequence() < beforeSequence && bids.size() < limit) {
                        bids.add(kept.bid());
                    }
                }
            }
        }
        return bids;
    }

    private static List<AcceptedBid> bidsOf(Connection connection, AccountId bidder, @Nullable Place after, int limit)
            throws SQLException {
        // Traces may name the same row twice.
        var bids = new TreeSet<>(NEWEST_FIRST);
        try (PreparedStatement statement = connection.prepareStatement(BIDS_OF)) {
            int hour = after == null ? Integer.MAX_VALUE : Activities.hour(after.decidedAt());
            statement.setInt(1, Activities.RUN_BITS);
            statement.setInt(2, Activities.RUN_BITS);
            statement.setLong(3, Activities.key(bidder));
            statement.setInt(4, hour);
            statement.setLong(5, Activities.key(bidder));
            statement.setInt(6, hour);
            statement.setInt(7, limit);
            statement.setString(8, bidder.value());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    int traced = rows.getInt("hour");
                    DecisionRows.read(rows).stream()
                            .map(DecisionRows.Kept::bid)
                            .filter(bid -> bid.bidder().equals(bidder))
                            .filter(bid -> Activities.hour(bid.decidedAt()) == traced)
                            .filter(bid -> after == null || after.isBefore(bid))
                            .forEach(bids::add);
                    while (bids.size() > limit) {
                        bids.removeLast();
                    }
                }
            }
        }
        return List.copyOf(bids);
    }
}
