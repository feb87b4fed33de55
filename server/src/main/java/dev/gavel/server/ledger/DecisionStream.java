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
 * The bids of many auctions from one query, without holding more than a row of them: rows of {@code decision} or
 * {@code refused} with all columns but {@code ends_at}, in the order of bucket, auction_id and first_sequence.
 *
 * @param <T> a bid as its rows keep it
 */
final class DecisionStream<T> {
    private final Shard shard;
    private final ResultSet rows;
    private final RowReader<T> reader;
    private boolean atRow;

    /** The bids of the row at which the result set stands. */
    interface RowReader<T> {
        List<T> read(ResultSet row) throws SQLException;
    }

    DecisionStream(Shard shard, ResultSet rows, RowReader<T> reader) throws SQLException {
        this.shard = shard;
        this.rows = rows;
        this.reader = reader;
        this.atRow = rows.next();
    }

    /** Accepted bids as the decisions that they were. */
    static Iterable<BidDecided> decisions(DecisionStream<DecisionRows.Kept> of, Bucket bucket, AuctionId auction) {
        return () -> {
            var leaders = new DecisionRows.Leaders();
            Iterator<DecisionRows.Kept> kept = of.of(bucket, auction);
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return kept.hasNext();
                }

                @Override
                public BidDecided next() {
                    return leaders.decision(kept.next());
                }
            };
        };
    }

    /** The bids of an auction, to be taken once. Auctions must be asked for in the order of the rows. */
    Iterator<T> of(Bucket bucket, AuctionId auction) {
        return new Bids(bucket, auction);
    }

    private int compareRowTo(Bucket bucket, AuctionId auction) throws SQLException {
        int byBucket = Integer.compare(rows.getInt("bucket"), bucket.number());
        return byBucket != 0 ? byBucket : Long.compare(rows.getLong("auction_id"), auction.value());
    }

    private final class Bids implements Iterator<T> {
        private final Bucket bucket;
        private final AuctionId auction;
        private Iterator<T> row = List.<T>of().iterator();

        Bids(Bucket bucket, AuctionId auction) {
            this.bucket = bucket;
            this.auction = auction;
        }

        @Override
        public boolean hasNext() {
            try {
                while (!row.hasNext() && atRow && compareRowTo(bucket, auction) <= 0) {
                    if (compareRowTo(bucket, auction) == 0) {
                        row = reader.read(rows).iterator();
                    }
                    atRow = rows.next();
                }
                return row.hasNext();
            } catch (SQLException e) {
                throw new ShardException("reading the bids of auction " + auction, shard.toString(), e);
            }
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return row.next();
        }
    }
}
