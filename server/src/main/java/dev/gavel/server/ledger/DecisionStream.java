package dev.gavel.server.ledger;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Shard;
import dev.gavel.shards.ShardException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The accepted bids of many auctions from one query, without holding more than a row of them: rows of {@code decision}
 * with all columns but {@code ends_at}, in the order of bucket, auction_id and first_sequence.
 */
final class DecisionStream {
    private final Shard shard;
    private final ResultSet rows;
    private boolean atRow;

    DecisionStream(Shard shard, ResultSet rows) throws SQLException {
        this.shard = shard;
        this.rows = rows;
        this.atRow = rows.next();
    }

    /** The bids of an auction, to be taken once. Auctions must be asked for in the order of the rows. */
    Iterable<BidDecided> of(Bucket bucket, AuctionId auction) {
        return () -> new Bids(bucket, auction);
    }

    private int compareRowTo(Bucket bucket, AuctionId auction) throws SQLException {
        int byBucket = Integer.compare(rows.getInt("bucket"), bucket.number());
        return byBucket != 0 ? byBucket : Long.compare(rows.getLong("auction_id"), auction.value());
    }

    private final class Bids implements Iterator<BidDecided> {
        private final Bucket bucket;
        private final AuctionId auction;
        private final DecisionRows.Leaders leaders = new DecisionRows.Leaders();
        private Iterator<DecisionRows.Kept> row = List.<DecisionRows.Kept>of().iterator();

        Bids(Bucket bucket, AuctionId auction) {
            this.bucket = bucket;
            this.auction = auction;
        }

        @Override
        public boolean hasNext() {
            try {
                while (!row.hasNext() && atRow && compareRowTo(bucket, auction) <= 0) {
                    if (compareRowTo(bucket, auction) == 0) {
                        row = DecisionRows.read(rows).iterator();
                    }
                    atRow = rows.next();
                }
                return row.hasNext();
            } catch (SQLException e) {
                throw new ShardException("reading the bids of auction " + auction, shard.toString(), e);
            }
        }

        @Override
        public BidDecided next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return leaders.decision(row.next());
        }
    }
}
