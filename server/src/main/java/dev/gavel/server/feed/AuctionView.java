package dev.gavel.server.feed;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Result;
import java.time.Instant;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * An auction as everybody may see it.
 *
 * @param sequence of the last decision that it shows
 * @param price null before the first accepted bid
 * @param leader null before the first accepted bid
 * @param bids how many were accepted
 * @param result null until the close is decided
 */
public record AuctionView(
        AuctionId auction,
        long sequence,
        State state,
        @Nullable Money price,
        Currency currency,
        @Nullable AccountId leader,
        long bids,
        Instant closesAt,
        @Nullable Result result) {

    /**
     * CLOSED and CANCELLED are decisions of the arena. After closesAt an auction is OPEN until its close is
     * decided: bids that came before the bell may still wait to be.
     */
    public enum State {
        SCHEDULED,
        OPEN,
        /** Takes no bids until an operator lets it go on; its close does not come nearer. */
        PAUSED,
        CLOSED,
        CANCELLED
    }
}
