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
import org.jspecify.annotations.Nullable;

/** Accepted bids as rows of {@code decision}. */
final class DecisionRows {
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
        BidRows.write(out, bucket, endsAt, accepted, (to, bid) -> {
            to.element(bid.sequence());
            to.element(bid.bid().amount().minor());
            to.element(price(bid));
            to.element(bid.receivedAt().toEpochMilli());
            to.element(bid.decidedAt().toEpochMilli());
            to.element(bid.closesAt().toEpochMilli());
            to.element(bid.outcome() instanceof Outcome.Leading ? 1 : 0);
        });
    }

    private static long price(BidDecided accepted) {
        Money price = accepted.price();
        // An accepted bid without a price contradicts itself: its auction is in quarantine, and must not stop others.
        return price == null ? 0 : price.minor();
    }

    /** The bids of a row that has the columns auction_id, numbers, bidders and request_ids, in their order. */
    static List<Kept> read(ResultSet row) throws SQLException {
        var auction = new AuctionId(row.getLong("auction_id"));
        BidRows rows = BidRows.read(row, NUMBERS_PER_BID);
        List<Kept> bids = new ArrayList<>(rows.count());
        for (int i = 0; i < rows.count(); i++) {
            var bid = new AcceptedBid(
                    auction,
                    rows.number(i, 0),
                    rows.bidder(i),
                    new Money(rows.number(i, 1)),
                    rows.number(i, 6) == 1,
                    new Money(rows.number(i, 2)),
                    rows.time(i, 3),
                    rows.time(i, 4));
            bids.add(new Kept(bid, rows.requestId(i), rows.time(i, 5)));
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
