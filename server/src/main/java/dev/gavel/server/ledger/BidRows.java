package dev.gavel.server.ledger;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.RequestId;
import dev.gavel.shards.Bucket;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What the tables {@code decision} and {@code refused} have in common: up to {@link #BIDS_MAX} bids of an auction in a
 * row, whose columns are arrays of them.
 *
 * <p>A row's header, keys and index entry cost some 250 bytes of write-ahead log, a bid in it some 40: the more bids an
 * auction gets within a cycle, the less each of them costs (docs/adr/0005-ledger-layout.md).
 */
final class BidRows {
    /** More would not fit a page of 8 KB with account ids of ordinary length. */
    static final int BIDS_MAX = 64;

    private final int perBid;
    private final Long[] numbers;
    private final String[] bidders;
    private final UUID[] requestIds;

    private BidRows(int perBid, Long[] numbers, String[] bidders, UUID[] requestIds) {
        this.perBid = perBid;
        this.numbers = numbers;
        this.bidders = bidders;
        this.requestIds = requestIds;
    }

    /** The numbers that a table keeps of each bid. */
    @FunctionalInterface
    interface Numbers {
        /** Always as many elements. */
        void write(CopyText out, BidDecided bid);
    }

    static void write(CopyText out, Bucket bucket, Instant endsAt, List<BidDecided> bids, Numbers numbers) {
        for (int from = 0; from < bids.size(); from += BIDS_MAX) {
            writeRow(out, bucket, endsAt, bids.subList(from, Math.min(bids.size(), from + BIDS_MAX)), numbers);
        }
    }

    private static void writeRow(CopyText out, Bucket bucket, Instant endsAt, List<BidDecided> bids, Numbers numbers) {
        out.number(bids.getFirst().auction().value());
        out.number(bids.getFirst().sequence());
        out.time(endsAt);
        out.number(bucket.number());
        out.beginArray();
        bids.forEach(bid -> numbers.write(out, bid));
        out.endArray();
        var bidders = new StringBuilder();
        for (BidDecided bid : bids) {
            bidders.append(bidders.isEmpty() ? "" : " ")
                    .append(bid.bid().bidder().value());
        }
        out.text(bidders);
        out.beginArray();
        bids.forEach(bid -> out.element(bid.bid().requestId().toString()));
        out.endArray();
        out.endRow();
    }

    /**
     * The row at which the result set stands, which has the columns numbers, bidders and request_ids.
     *
     * @param perBid how many numbers a bid has in this table
     */
    static BidRows read(ResultSet row, int perBid) throws SQLException {
        return new BidRows(
                perBid,
                (Long[]) row.getArray("numbers").getArray(),
                row.getString("bidders").split(" ", -1),
                (UUID[]) row.getArray("request_ids").getArray());
    }

    int count() {
        return requestIds.length;
    }

    /** @param which as {@link Numbers} wrote them, from 0 */
    long number(int bid, int which) {
        return numbers[bid * perBid + which];
    }

    Instant time(int bid, int which) {
        return Instant.ofEpochMilli(number(bid, which));
    }

    AccountId bidder(int bid) {
        return new AccountId(bidders[bid]);
    }

    RequestId requestId(int bid) {
        return new RequestId(requestIds[bid]);
    }
}
