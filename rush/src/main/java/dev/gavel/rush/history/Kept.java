package dev.gavel.rush.history;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a target has kept about one auction.
 *
 * @param log all its decisions, the opening first, in the order of its log
 * @param ledger its accepted bids, oldest first
 * @param result as settled; null where it is not
 */
public record Kept(
        AuctionId auction,
        List<Decision> log,
        List<LedgerBid> ledger,
        @Nullable Result result) {
    public Kept {
        log = List.copyOf(log);
        ledger = List.copyOf(ledger);
    }

    /** One accepted bid in the ledger. */
    public record LedgerBid(long sequence, String bidder, long amount, boolean leading, long price) {
        public static LedgerBid of(BidDecided decided) {
            return new LedgerBid(
                    decided.sequence(),
                    decided.bid().bidder().value(),
                    decided.bid().amount().minor(),
                    decided.outcome() instanceof Outcome.Leading,
                    Told.price(decided.price()));
        }
    }
}
