package dev.gavel.server.ledger;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** What was decided of an auction beside its bids: moved closes, and what people did. */
final class BesideBids {
    /** Columns beside an auction {@code a}. */
    static final String OF_AUCTION = PostponedRows.OF_AUCTION + "," + InterventionRows.OF_AUCTION;

    private BesideBids() {}

    /** What {@link #OF_AUCTION} holds, by sequence. */
    static List<Decision> read(ResultSet row, AuctionId auction) throws SQLException {
        List<Decision> all = new ArrayList<>(PostponedRows.read(row, auction));
        all.addAll(InterventionRows.read(row, auction));
        all.sort(Comparator.comparingLong(Decision::sequence));
        return all;
    }

    /** Both by their sequences. */
    static Iterable<? extends Decision> merged(Iterable<BidDecided> bids, List<Decision> others) {
        return others.isEmpty() ? bids : () -> new Merged(bids.iterator(), others.iterator());
    }

    private static final class Merged implements Iterator<Decision> {
        private final Iterator<BidDecided> bids;
        private final Iterator<Decision> others;
        private @Nullable BidDecided bid;
        private @Nullable Decision other;

        Merged(Iterator<BidDecided> bids, Iterator<Decision> others) {
            this.bids = bids;
            this.others = others;
        }

        @Override
        public boolean hasNext() {
            if (bid == null && bids.hasNext()) {
                bid = bids.next();
            }
            if (other == null && others.hasNext()) {
                other = others.next();
            }
            return bid != null || other != null;
        }

        @Override
        public Decision next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Decision next;
            if (bid == null || (other != null && other.sequence() < bid.sequence())) {
                next = other;
                other = null;
            } else {
                next = bid;
                bid = null;
            }
            if (next == null) {
                throw new NoSuchElementException();
            }
            return next;
        }
    }
}
