package dev.gavel.server.ledger;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.RequestId;
import dev.gavel.shards.Bucket;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Accepted bids as rows of {@code decision}: up to {@link #BIDS_MAX} consecutive ones of an auction in a row.
 *
 * <p>A row's header, keys and index entry cost some 250 bytes of write-ahead log, a bid in it some 40: the more bids an
 * auction gets within a cycle, the less each of them costs (docs/adr/0005-ledger-layout.md).
 */
final class DecisionRows {
    /** More would not fit a page of 8 KB with account ids of ordinary length. */
    static final int BIDS_MAX = 64;

    static final String COPY = """
            copy decision (auction_id, first_sequence, ends_at, bucket, numbers, bidders, request_ids) from stdin""";

    private static final int NUMBERS_PER_BID = 7;

    private DecisionRows() {}

    /** A bid with all that the ledger keeps of it, which is more than readers of the ledger are given. */
    record Kept(AcceptedBid bid, RequestId requestId, Instant closesAt) {
        BidDecided decision(AccountId leader) {
            return new BidDecided(
                    bid.auction(),
                    bid.sequence(),
                    bid.decidedAt(),
                    new Bid(bid.bidder(), bid.amount(), requestId),
                    bid.receivedAt(),
                    bid.leading() ? new Outcome.Leading() : new Outcome.Outbid(),
                    bid.price(),
                    leader,
                    closesAt);
        }
    }

    static void write(CopyText out, Bucket bucket, Instant endsAt, List<BidDecided> accepted) {
        for (int from = 0; from < accepted.size(); from += BIDS_MAX) {
            writeRow(out, bucket, endsAt, accepted.subList(from, Math.min(accepted.size(), from + BIDS_MAX)));
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
            out.element(price(bid));
            out.element(bid.receivedAt().toEpochMilli());
            out.element(bid.decidedAt().toEpochMilli());
            out.element(bid.closesAt().toEpochMilli());
            out.element(bid.outcome() instanceof Outcome.Leading ? 1 : 0);
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

    private static long price(BidDecided accepted) {
        Money price = accepted.price();
        // An accepted bid without a price contradicts itself: its auction is in quarantine, and must not stop others.
        return price == null ? 0 : price.minor();
    }

    /** The bids of a row that has the columns auction_id, numbers, bidders and request_ids, in their order. */
    static List<Kept> read(ResultSet row) throws SQLException {
        var auction = new AuctionId(row.getLong("auction_id"));
        Long[] numbers = (Long[]) row.getArray("numbers").getArray();
        String[] bidders = row.getString("bidders").split(" ", -1);
        UUID[] requestIds = (UUID[]) row.getArray("request_ids").getArray();
        List<Kept> bids = new ArrayList<>(requestIds.length);
        for (int i = 0; i < requestIds.length; i++) {
            int at = i * NUMBERS_PER_BID;
            var bid = new AcceptedBid(
                    auction,
                    numbers[at],
                    new AccountId(bidders[i]),
                    new Money(numbers[at + 1]),
                    numbers[at + 6] == 1,
                    new Money(numbers[at + 2]),
                    Instant.ofEpochMilli(numbers[at + 3]),
                    Instant.ofEpochMilli(numbers[at + 4]));
            bids.add(new Kept(bid, new RequestId(requestIds[i]), Instant.ofEpochMilli(numbers[at + 5])));
        }
        return bids;
    }

    /** Tells who led after each bid, when an auction's bids are read in their order from the first. */
    static final class Leaders {
        private @Nullable AccountId leader;

        BidDecided decision(Kept kept) {
            // Only a leading bid changes the leader; an outbid one before any leading one contradicts itself, and the
            // referee will say so whoever is named here.
            if (kept.bid().leading() || leader == null) {
                leader = kept.bid().bidder();
            }
            return kept.decision(leader);
        }
    }
}
