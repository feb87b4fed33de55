package dev.gavel.rush.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator asks of the process that runs the bidders: one line of JSON, and when all are connected a second
 * one, the {@link Beginning}.
 *
 * @param urls of the nodes; all bids go to the first, but for those of persistent bidders
 * @param lane how bids travel
 * @param plan what to send
 * @param opening of each auction, which is also its step
 * @param tokens of honest bidders, by their number; of gateways, where these send their bids
 * @param botTokens of bots, by their number
 * @param persistence null for bidders who send a bid once and take what comes
 * @param history where to write what happened; null for a warm-up
 */
public record ClientOrder(
        List<String> urls,
        LaneConfig lane,
        PlanConfig plan,
        long opening,
        List<String> tokens,
        List<String> botTokens,
        @Nullable Persistence persistence,
        @Nullable String history) {
    /**
     * @param auctions ids, the hot one first
     * @param atMillis when the plan begins, since 1970
     */
    public record Beginning(List<String> auctions, long atMillis) {
        public Beginning {
            auctions = List.copyOf(auctions);
        }
    }

    public ClientOrder {
        urls = List.copyOf(urls);
        if (persistence != null && lane.kind() != LaneConfig.Kind.HTTP) {
            throw new IllegalArgumentException("persistent bidders bid over HTTP");
        }
        tokens = List.copyOf(tokens);
        botTokens = List.copyOf(botTokens);
    }

    public static String bidder(int number) {
        return "bidder-" + number;
    }

    public static String bot(int number) {
        return "bot-" + number;
    }

    /** Without the tokens. */
    @Override
    public String toString() {
        return "ClientOrder[urls=" + urls + ", plan=" + plan + "]";
    }
}
