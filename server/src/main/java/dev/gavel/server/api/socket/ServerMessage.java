package dev.gavel.server.api.socket;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.server.feed.AuctionView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the server says. */
public sealed interface ServerMessage {
    /** @param until when the token stops to be good */
    record Authenticated(AccountId account, Instant until) implements ServerMessage {}

    /**
     * @param price after the decision, null before the first accepted bid
     * @param minimum what the next bid must be at least, where this one was too low; else null
     */
    record Decided(
            long ref,
            Outcome outcome,
            long sequence,
            @Nullable Money price,
            @Nullable Money minimum,
            Instant closesAt,
            Instant receivedAt,
            Instant decidedAt)
            implements ServerMessage {}

    /**
     * @param ref of the bid that it answers, {@link #NO_REF} if none
     * @param auction the watched one that it is about, null if none
     * @param retryAfterMs 0 where waiting does not help
     * @param problem a problem type without {@code urn:gavel:problem:}
     */
    record Problem(long ref, @Nullable AuctionId auction, long retryAfterMs, String problem, String detail)
            implements ServerMessage {
        public static final long NO_REF = -1;

        public static Problem ofBid(long ref, String problem, String detail) {
            return new Problem(ref, null, 0, problem, detail);
        }

        public static Problem ofAuction(AuctionId auction, String problem, String detail) {
            return new Problem(NO_REF, auction, 0, problem, detail);
        }

        public static Problem ofConnection(String problem, String detail) {
            return new Problem(NO_REF, null, 0, problem, detail);
        }

        public Problem retryAfterMs(long wait) {
            return new Problem(ref, auction, wait, problem, detail);
        }
    }

    /**
     * @param at the arena's time when it was made
     * @param json the same as JSON, encoded once for all who watch; empty where it came in binary form
     */
    record Updated(AuctionView view, Instant at, String json) implements ServerMessage {}
}
