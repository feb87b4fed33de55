package dev.gavel.server.api;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Result;
import dev.gavel.server.feed.SeenBid;
import dev.gavel.server.listing.Listing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the API reads of the ledger. All calls block. A cursor is opaque here and came from the page before. */
public interface Ledger {
    /** An auction that has ended, also long after the arena forgot it. */
    Optional<Settled> settled(AuctionId auction);

    /** Accepted bids with a sequence below {@code beforeSequence}, newest first. */
    List<SeenBid> history(AuctionId auction, long beforeSequence, int limit);

    /** A bidder's accepted bids in all auctions, newest first. */
    Page<OwnBid> bidsOf(AccountId bidder, @Nullable String cursor, int limit);

    /** A seller's auctions, newest first. */
    Page<Listing> bySeller(AccountId seller, @Nullable String cursor, int limit);

    /**
     * @param closesAt when it closed, with all extensions
     * @param bids how many were accepted
     * @param notice why it was cancelled; may be empty
     */
    record Settled(Listing listing, Result result, Instant closesAt, long bids, String notice) {}

    record OwnBid(AuctionId auction, SeenBid bid) {}

    /** @param next where the following page begins; null after the last */
    record Page<T>(List<T> items, @Nullable String next) {}

    /** A cursor that is none of the ledger's own. */
    final class BadCursorException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        public BadCursorException(Throwable cause) {
            super("not a cursor of the ledger", cause);
        }
    }

    /** The ledger cannot be reached, or did not answer. */
    final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public UnavailableException(Throwable cause) {
            super("the ledger is not available: " + cause.getMessage(), cause);
        }
    }
}
