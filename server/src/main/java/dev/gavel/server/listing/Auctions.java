package dev.gavel.server.listing;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Permit;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Terms;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The auctions in the arena: listed, found, ranked, paused, cancelled. All calls block for a round trip or two, so they
 * belong on a virtual thread. An auction stays here until some time after its settlement; then the ledger alone knows
 * it.
 */
public interface Auctions {
    /** Makes an auction durable in the ledger's catalog, then opens it in the arena. */
    Listing list(Terms terms, String title, String description);

    Optional<Live> find(AuctionId id);

    /**
     * The auctions that close next, soonest first, from all buckets.
     *
     * @param after where the page before ended; null for the first page
     */
    List<Live> closingSoon(@Nullable Place after, int limit);

    Optional<Ranking> ranking(AuctionId id, int top, @Nullable AccountId asker);

    /** What people do to an auction, other than bidding. */
    Effect intervene(AuctionId id, Wish wish);

    /** Of which bidders of an auction something is said, and what; empty where there is no such auction. */
    Optional<Map<AccountId, Permit>> permits(AuctionId id);

    /** A place in the order of closing; paused auctions are at the end of it. */
    record Place(Instant closesAt, AuctionId auction) {
        public static Place of(Live live) {
            boolean paused = live.standing().state() == Standing.State.PAUSED;
            return new Place(
                    paused ? PAUSED_UNTIL : live.standing().closesAt(),
                    live.listing().id());
        }
    }

    /** When those close that are paused, to whoever sorts by it. */
    Instant PAUSED_UNTIL = Instant.ofEpochMilli(1L << 52);

    enum Effect {
        DONE,
        /** Done before; nothing changed. */
        ALREADY,
        UNKNOWN_AUCTION,
        NOT_THE_SELLER,
        /** A bid has been accepted, and bidders rely on it: its seller cannot cancel it any more. */
        HAS_BIDS,
        CLOSED,
        /** {@link Permit#PER_AUCTION_MAX}, or of those who ask {@link Permit#ASKED_MAX}. */
        TOO_MANY
    }
}
