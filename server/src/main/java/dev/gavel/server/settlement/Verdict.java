package dev.gavel.server.settlement;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Disagreement;
import dev.gavel.auction.Result;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What settlement finds when an auction has ended. */
public sealed interface Verdict {
    AuctionId auction();

    /**
     * Both witnesses agree: the result stands.
     *
     * @param closesAt with all extensions
     * @param sequence of the decision that ended it
     * @param decidedAt when it was ended
     * @param accepted how many bids were accepted
     * @param refused how many bids were refused before the end
     */
    record Settled(
            AuctionId auction,
            Result result,
            Instant closesAt,
            long sequence,
            Instant decidedAt,
            long accepted,
            long refused)
            implements Verdict {}

    /**
     * They differ: nothing may follow until an operator has looked at it.
     *
     * @param sequence of the decision that ended it
     */
    record Quarantined(Disagreement disagreement, long sequence, Ending arena, Ending referee) implements Verdict {
        @Override
        public AuctionId auction() {
            return disagreement.auction();
        }
    }

    /**
     * How an auction ended in the eyes of one witness; nothing in it is hidden from anybody.
     *
     * @param result null while it has not ended
     * @param closesAt null where the witness does not say
     */
    record Ending(@Nullable Result result, @Nullable Instant closesAt) {
        @Override
        public String toString() {
            String words = result == null ? "not ended" : result.toString();
            return closesAt == null ? words : words + ", closes at " + closesAt;
        }
    }
}
