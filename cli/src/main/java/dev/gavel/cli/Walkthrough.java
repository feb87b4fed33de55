package dev.gavel.cli;

import dev.gavel.server.page.Person;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Tokens and lines of curl with which somebody sees a server at work, ready to be pasted into a shell. */
public final class Walkthrough {
    private final String url;
    private final List<Person> people;

    public Walkthrough(String url, List<Person> people) {
        this.url = url;
        this.people = List.copyOf(people);
    }

    public void print(PrintWriter out) {
        out.println("Tokens, good for " + People.LIFETIME.toHours() + " hours:");
        people.forEach(person -> out.println("  export " + person.account().toUpperCase(Locale.ROOT) + "="
                + person.token() + "   # " + person.role()));
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
