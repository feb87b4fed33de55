package dev.gavel.rush.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator asks of the process that runs the bidders; one line of JSON each.
 *
 * @param url of the server
 * @param connections for honest bidders
 * @param plan what to send
 * @param auctions ids, the hot one first
 * @param opening of each auction, which is also its step
 * @param beginAtMillis when the plan begins, since 1970
 * @param tokens of honest bidders, by their number
 * @param botTokens of bots, by their number
 * @param history where to write what happened; null for a warm-up
 */
public record ClientOrder(
        String url,
        int connections,
        PlanConfig plan,
        List<String> auctions,
        long opening,
        long beginAtMillis,
        List<String> tokens,
        List<String> botTokens,
        @Nullable String history) {
    public ClientOrder {
        auctions = List.copyOf(auctions);
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
        return "ClientOrder[url=" + url + ", plan=" + plan + "]";
    }
}
