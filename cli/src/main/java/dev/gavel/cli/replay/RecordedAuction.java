package dev.gavel.cli.replay;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Terms;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An auction as it really went.
 *
 * @param name its id at the source, any text
 * @param bids in the order in which they were received
 * @param result null where {@code results.csv} has none
 */
public record RecordedAuction(
        String name,
        Terms terms,
        List<RecordedBid> bids,
        @Nullable RecordedResult result) {
    public RecordedAuction {
        bids = List.copyOf(bids);
    }

    /** @param line in {@code bids.csv} */
    public record RecordedBid(int line, AccountId bidder, Money amount, Instant at) {}

    /**
     * @param price null where the file says nothing
     * @param winner null where the file says nothing
     * @param closesAt after extensions; null where the file says nothing
     * @param kind the column {@code class}; {@value #DEFECT} marks what no rule explains
     */
    public record RecordedResult(
            Outcome outcome,
            @Nullable Money price,
            @Nullable AccountId winner,
            @Nullable Instant closesAt,
            String kind) {
        public static final String DEFECT = "defect";

        /** In the words of the file. */
        public enum Outcome {
            SOLD,
            UNSOLD,
            CANCELLED
        }
    }
}
