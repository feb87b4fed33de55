package dev.gavel.auction.scenario;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import dev.gavel.auction.Result;
import dev.gavel.auction.Terms;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of the book.
 *
 * @param file its name, for messages
 */
public record Scenario(String file, Terms terms, List<Row> rows) {
    public Scenario {
        rows = List.copyOf(rows);
    }

    /** One line of the table, with the number it has in the file. */
    public sealed interface Row {
        int line();

        /** @param outcome {@code leading}, {@code outbid} or a {@link Reason} */
        record BidRow(
                int line,
                Instant at,
                AccountId bidder,
                Money amount,
                String outcome,
                @Nullable Money price,
                @Nullable AccountId leader,
                Instant closesAt)
                implements Row {}

        record CloseRow(int line, Instant at, Result result) implements Row {}

        /**
         * @param allowed whether it is done; what is not takes no sequence
         * @param closesAt after it; null where the page does not say
         */
        record ActRow(
                int line,
                Decision.Intervention wish,
                boolean allowed,
                @Nullable Instant closesAt) implements Row {}
    }

    /**
     * Plays the table against a decider of these terms.
     *
     * @throws AssertionError at the first line that comes out otherwise, naming file and line
     */
    public void play(Function<Terms, Decider> deciders) {
        Decider decider = deciders.apply(terms);
        long sequence = 0;
        for (Row row : rows) {
            switch (row) {
                case Row.BidRow bid -> {
                    sequence++;
                    expect(
                            bid,
                            page(sequence, bid.outcome(), bid.price(), bid.leader(), bid.closesAt()),
                            page(decider.bid(bid.bidder(), bid.amount(), bid.at())));
                }
                case Row.CloseRow close -> {
                    sequence++;
                    expect(
                            close,
                            close.result().toString(),
                            decider.close(close.at()).toString());
                }
                case Row.ActRow act -> {
                    sequence += act.allowed() ? 1 : 0;
                    Instant closesAt = decider.intervene(act.wish());
                    expect(act, act.allowed() ? "done" : "refused", closesAt == null ? "refused" : "done");
                    if (act.closesAt() != null) {
                        expect(act, "closes " + act.closesAt(), "closes " + closesAt);
                    }
                }
            }
        }
    }

    private void expect(Row row, String expected, String found) {
        if (!expected.equals(found)) {
            throw new AssertionError(file + ":" + row.line() + ": expected " + expected + "\n  but was " + found);
        }
    }

    private static String page(Decider.Seen seen) {
        return page(seen.sequence(), words(seen.outcome()), seen.price(), seen.leader(), seen.closesAt());
    }

    private static String page(
            long sequence, String outcome, @Nullable Money price, @Nullable AccountId leader, Instant closesAt) {
        return "#" + sequence + " " + outcome + " " + Objects.toString(price, "-") + " " + Objects.toString(leader, "-")
                + " " + closesAt;
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Leading _ -> "leading";
            case Outcome.Outbid _ -> "outbid";
            case Outcome.Refused(var reason) -> reason.name();
        };
    }
}
