package dev.gavel.server.ledger;

import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import dev.gavel.shards.Bucket;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Refused bids as rows of {@code refused}. */
final class RefusedRows {
    static final String COPY = """
            copy refused (auction_id, first_sequence, ends_at, bucket, numbers, bidders, request_ids) from stdin""";

    private static final int NUMBERS_PER_BID = 5;

    private RefusedRows() {}

    /** A refusal without what the accepted bids before it say. */
    record Kept(long sequence, Bid bid, Reason reason, Instant receivedAt, Instant decidedAt) {}

    static void write(CopyText out, Bucket bucket, Instant endsAt, List<BidDecided> refused) {
        BidRows.write(out, bucket, endsAt, refused, (to, bid) -> {
            to.element(bid.sequence());
            to.element(bid.bid().amount().minor());
            to.element(bid.receivedAt().toEpochMilli());
            to.element(bid.decidedAt().toEpochMilli());
            to.element(code(bid.outcome()));
        });
    }

    /** The bids of a row that has the columns numbers, bidders and request_ids, in their order. */
    static List<Kept> read(ResultSet row) throws SQLException {
        BidRows rows = BidRows.read(row, NUMBERS_PER_BID);
        List<Kept> bids = new ArrayList<>(rows.count());
        for (int i = 0; i < rows.count(); i++) {
            bids.add(new Kept(
                    rows.number(i, 0),
                    new Bid(rows.bidder(i), new Money(rows.number(i, 1)), rows.requestId(i)),
                    reason(rows.number(i, 4)),
                    rows.time(i, 2),
                    rows.time(i, 3)));
        }
        return bids;
    }

    /** As the view refused_bid has them. */
    private static long code(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Refused(Reason reason) ->
                switch (reason) {
                    case TOO_LOW -> 0;
                    case NOT_ABOVE_OWN_MAXIMUM -> 1;
                    case NOT_OPEN -> 2;
                    case CLOSED -> 3;
                    case CANCELLED -> 4;
                    case OWN_AUCTION -> 5;
                    case PAUSED -> 6;
                    case BLOCKED -> 7;
                    case NOT_APPROVED -> 8;
                    case OVER_LIMIT -> 9;
                };
            case Outcome.Leading _, Outcome.Outbid _ -> throw new IllegalArgumentException("not refused: " + outcome);
        };
    }

    private static Reason reason(long code) {
        return switch ((int) code) {
            case 0 -> Reason.TOO_LOW;
            case 1 -> Reason.NOT_ABOVE_OWN_MAXIMUM;
            case 2 -> Reason.NOT_OPEN;
            case 3 -> Reason.CLOSED;
            case 4 -> Reason.CANCELLED;
            case 5 -> Reason.OWN_AUCTION;
            case 6 -> Reason.PAUSED;
            case 7 -> Reason.BLOCKED;
            case 8 -> Reason.NOT_APPROVED;
            case 9 -> Reason.OVER_LIMIT;
            default -> throw new IllegalStateException("no such reason in the ledger: " + code);
        };
    }
}
