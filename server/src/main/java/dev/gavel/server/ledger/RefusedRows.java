package dev.gavel.server.ledger;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import dev.gavel.auction.RequestId;
import dev.gavel.shards.Bucket;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Refused bids as rows of {@code refused}, cut as {@link DecisionRows} cuts accepted ones. */
final class RefusedRows {
    static final String COPY = """
            copy refused (auction_id, first_sequence, ends_at, bucket, numbers, bidders, request_ids) from stdin""";

    private static final int NUMBERS_PER_BID = 5;

    private RefusedRows() {}

    /** A refusal without what the accepted bids before it say. */
    record Kept(long sequence, Bid bid, Reason reason, Instant receivedAt, Instant decidedAt) {}

    static void write(CopyText out, Bucket bucket, Instant endsAt, List<BidDecided> refused) {
        for (int from = 0; from < refused.size(); from += DecisionRows.BIDS_MAX) {
            int to = Math.min(refused.size(), from + DecisionRows.BIDS_MAX);
            writeRow(out, bucket, endsAt, refused.subList(from, to));
        }
    }

    private static void writeRow(CopyText out, Bucket bucket, Instant endsAt, List<BidDecided> bids) {
        out.number(bids.getFirst().auction().value());
        out.number(bids.getFirst().sequence());
        out.time(endsAt);
        out.number(bucket.number());
        out.beginArray();
        for (BidDecided bid : bids) {
            out.element(bid.sequence());
            out.element(bid.bid().amount().minor());
            out.element(bid.receivedAt().toEpochMilli());
            out.element(bid.decidedAt().toEpochMilli());
            out.element(code(bid.outcome()));
        }
        out.endArray();
        var bidders = new StringBuilder();
        for (BidDecided bid : bids) {
            bidders.append(bidders.isEmpty() ? "" : " ")
                    .append(bid.bid().bidder().value());
        }
        out.text(bidders);
        out.beginArray();
        for (BidDecided bid : bids) {
            out.element(bid.bid().requestId().toString());
        }
        out.endArray();
        out.endRow();
    }

    /** The bids of a row that has the columns numbers, bidders and request_ids, in their order. */
    static List<Kept> read(ResultSet row) throws SQLException {
        Long[] numbers = (Long[]) row.getArray("numbers").getArray();
        String[] bidders = row.getString("bidders").split(" ", -1);
        UUID[] requestIds = (UUID[]) row.getArray("request_ids").getArray();
        List<Kept> bids = new ArrayList<>(requestIds.length);
        for (int i = 0; i < requestIds.length; i++) {
            int at = i * NUMBERS_PER_BID;
            bids.add(new Kept(
                    numbers[at],
                    new Bid(new AccountId(bidders[i]), new Money(numbers[at + 1]), new RequestId(requestIds[i])),
                    reason(numbers[at + 4]),
                    Instant.ofEpochMilli(numbers[at + 2]),
                    Instant.ofEpochMilli(numbers[at + 3])));
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
            default -> throw new IllegalStateException("no such reason in the ledger: " + code);
        };
    }
}
