package dev.gavel.server.ledger;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Standing;
import dev.gavel.server.listing.Listing;
import dev.gavel.server.recovery.KeptAuction;
import dev.gavel.server.recovery.LedgerSide;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Router;
import dev.gavel.shards.Shard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives the arena back what the ledger has: auctions in the order of their ids, and their bids beside them. */
final class ArenaSource implements LedgerSide {
    /** One that is listed and not yet seen opened is opened by whoever opens such ones. */
    private static final String KEPT = """
            with kept as (
                select a.auction_id, a.ends_at
                from auction a
                left join result r
                    on r.bucket = a.bucket and r.auction_id = a.auction_id and r.ends_at = a.ends_at
                where a.bucket = ?
                  and (r.auction_id is null or r.settled_at > now() - ? * interval '1 millisecond')
                  and not exists (select from unopened u where u.bucket = a.bucket and u.auction_id = a.auction_id)
            )
            """;

    private static final String AUCTIONS = KEPT + """
            select a.*, coalesce(r.sequence, q.closed_sequence) as end_sequence,
                   r.outcome = 2 or q.arena_ended like 'Cancelled%' as cancelled,
                   (extract(epoch from now() - r.settled_at) * 1000)::bigint as settled_ms,
            """ + BesideBids.OF_AUCTION + """
            from kept k
            join auction a on a.bucket = ? and a.auction_id = k.auction_id and a.ends_at = k.ends_at
            left join result r on r.bucket = a.bucket and r.auction_id = a.auction_id and r.ends_at = a.ends_at
            left join quarantine q on q.bucket = a.bucket and q.auction_id = a.auction_id
            order by a.auction_id""";
    private static final String ACCEPTED = KEPT + """
            select d.bucket, d.auction_id, d.numbers, d.bidders, d.request_ids
            from kept k
            join decision d on d.bucket = ? and d.auction_id = k.auction_id and d.ends_at = k.ends_at
            order by d.auction_id, d.first_sequence""";
    private static final String REFUSED = KEPT + """
            select d.bucket, d.auction_id, d.numbers, d.bidders, d.request_ids
            from kept k
            join refused d on d.bucket = ? and d.auction_id = k.auction_id and d.ends_at = k.ends_at
            order by d.auction_id, d.first_sequence""";
    private static final String HEARD = "select moved_at from bucket where bucket = ?";
    private static final String MOVE = """
            update bucket set position = ? where bucket = ? and position = ?""";

    private final Router router;
    private final LedgerReads reads;
    private final int rowsFetched;

    ArenaSource(Router router, LedgerReads reads, LedgerConfig config) {
        this.router = router;
        this.reads = reads;
        this.rowsFetched = config.rowsFetched();
    }

    @Override
    public Map<Bucket, Long> positions() {
        return reads.positions();
    }

    @Override
    public void auctions(Bucket bucket, Duration settledWithin, Consumer<KeptAuction> each) {
        Shard shard = router.on(bucket);
        shard.transact("reading bucket " + bucket + " for the arena", connection -> {
            // One moment for the three queries: they must not see a cycle of the reader between them.
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (PreparedStatement auctions = prepare(connection, AUCTIONS, bucket, settledWithin);
                    PreparedStatement accepted = prepare(connection, ACCEPTED, bucket, settledWithin);
                    PreparedStatement refused = prepare(connection, REFUSED, bucket, settledWithin);
                    ResultSet row = auctions.executeQuery();
                    ResultSet acceptedRows = accepted.executeQuery();
                    ResultSet refusedRows = refused.executeQuery()) {
                var bids = new DecisionStream<>(shard, acceptedRows, DecisionRows::read);
                var refusals = new DecisionStream<>(shard, refusedRows, RefusedRows::read);
                long given = 0;
                while (row.next()) {
                    Listing listing = AuctionRows.read(row);
                    var merged = new Merged(
                            listing.id(),
                            listing.terms().schedule().closesAt(),
                            BesideBids.merged(
                                            DecisionStream.decisions(bids, bucket, listing.id()),
                                            BesideBids.read(row, listing.id()))
                                    .iterator(),
                            refusals.of(bucket, listing.id()));
                    each.accept(new KeptAuction(listing, end(row), merged));
                    given++;
                }
                return given;
            }
        });
    }

    @Override
    public Instant heardAt(Bucket bucket) {
        return router.on(bucket).transact("asking when bucket " + bucket + " was heard of", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(HEARD)) {
                statement.setShort(1, (short) bucket.number());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return Times.read(row, "moved_at");
                }
            }
        });
    }

    @Override
    public boolean move(Bucket bucket, long from, long to) {
        return router.on(bucket).transact("moving the position of bucket " + bucket, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
                statement.setLong(1, to);
                statement.setShort(2, (short) bucket.number());
                statement.setLong(3, from);
                return statement.executeUpdate() == 1;
            }
        });
    }

    private PreparedStatement prepare(Connection connection, String sql, Bucket bucket, Duration settledWithin)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setFetchSize(rowsFetched);
        statement.setShort(1, (short) bucket.number());
        statement.setLong(2, settledWithin.toMillis());
        statement.setShort(3, (short) bucket.number());
        return statement;
    }

    private static KeptAuction.@Nullable End end(ResultSet row) throws SQLException {
        Long sequence = row.getObject("end_sequence", Long.class);
        if (sequence == null) {
            return null;
        }
        Long settled = row.getObject("settled_ms", Long.class);
        return new KeptAuction.End(
                row.getBoolean("cancelled") ? Standing.State.CANCELLED : Standing.State.CLOSED,
                sequence,
                settled == null ? null : Duration.ofMillis(settled));
    }

    /** An auction's decisions by their sequences; refusals show what the others before them left. */
    private static final class Merged implements Iterator<Decision> {
        private final AuctionId auction;
        private final Iterator<? extends Decision> others;
        private final Iterator<RefusedRows.Kept> refused;
        private @Nullable Decision nextOther;
        private RefusedRows.@Nullable Kept nextRefused;
        private @Nullable Money price;
        private @Nullable AccountId leader;
        private Instant closesAt;

        Merged(
                AuctionId auction,
                Instant closesAt,
                Iterator<? extends Decision> others,
                Iterator<RefusedRows.Kept> refused) {
            this.auction = auction;
            this.closesAt = closesAt;
            this.others = others;
            this.refused = refused;
        }

        @Override
        public boolean hasNext() {
            if (nextOther == null && others.hasNext()) {
                nextOther = others.next();
            }
            if (nextRefused == null && refused.hasNext()) {
                nextRefused = refused.next();
            }
            return nextOther != null || nextRefused != null;
        }

        @Override
        public Decision next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Decision other = nextOther;
            RefusedRows.Kept refusal = nextRefused;
            if (refusal != null && (other == null || refusal.sequence() < other.sequence())) {
                nextRefused = null;
                return refused(refusal);
            }
            if (other == null) {
                throw new NoSuchElementException();
            }
            nextOther = null;
            if (other instanceof BidDecided bid) {
                price = bid.price();
                leader = bid.leader();
                closesAt = bid.closesAt();
            } else if (other instanceof Decision.Postponed moved) {
                closesAt = moved.closesAt();
            } else if (other instanceof Decision.Resumed resumed) {
                closesAt = resumed.closesAt();
            }
            return other;
        }

        private BidDecided refused(RefusedRows.Kept refusal) {
            return new BidDecided(
                    auction,
                    refusal.sequence(),
                    refusal.decidedAt(),
                    refusal.bid(),
                    refusal.receivedAt(),
                    new Outcome.Refused(refusal.reason()),
                    price,
                    leader,
                    closesAt);
        }
    }
}
