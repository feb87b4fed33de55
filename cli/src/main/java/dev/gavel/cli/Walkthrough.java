package dev.gavel.cli;

import dev.gavel.auction.AccountId;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Tokens and lines of curl with which somebody sees a server at work, ready to be pasted into a shell. */
public final class Walkthrough {
    private static final Duration LIFETIME = Duration.ofHours(12);

    private final String url;
    private final Map<String, String> tokens = new LinkedHashMap<>();

    public Walkthrough(String url, Tokens signer) {
        this.url = url;
        add(signer, "ann", Role.BIDDER);
        add(signer, "bob", Role.BIDDER);
        add(signer, "sue", Role.SELLER);
        add(signer, "olga", Role.OPERATOR);
    }

    private void add(Tokens signer, String name, Role role) {
        tokens.put(
                name.toUpperCase(Locale.ROOT) + "=",
                signer.mint(new AccountId(name), Set.of(role), LIFETIME) + "   # " + role.claim());
    }

    public void print(PrintWriter out) {
        out.println("Tokens, good for " + LIFETIME.toHours() + " hours:");
        tokens.forEach((variable, token) -> out.println("  export " + variable + token));
        out.println();
        out.println("To try:");
        out.println("  export API=" + url + "/v1");
        out.println("  curl -s $API/auctions                              # what is open, the next to close first");
        out.println("  curl -s -H \"Authorization: Bearer $SUE\" $API/auctions --json '{\"title\": \"A vase\", \\");
        out.println("       \"currency\": \"KRW\", \"bidding\": \"PROXY\", \"opening\": 10000, \\");
        out.println("       \"steps\": [{\"from\": 0, \"step\": 1000}], \\");
        out.println("       \"closesAt\": \"'$(date -u -d '+5 minutes' +%FT%TZ)'\"}'");
        out.println("  export ID=...                                      # the id that it answers");
        out.println("  curl -N $API/auctions/$ID/feed &                   # price, leader and close as they change");
        out.println("  curl -s -H \"Authorization: Bearer $ANN\" -H \"Idempotency-Key: $(./gavel id)\" \\");
        out.println("       $API/auctions/$ID/bids --json '{\"amount\": 25000, \"currency\": \"KRW\"}'");
        out.println("  curl -s $API/auctions/$ID/ranking");
        out.println("  curl -s $API/auctions/$ID/bids                     # the history");
        out.println();
    }
}
