package dev.gavel.cli.demo;

import dev.gavel.auction.Money;
import dev.gavel.auction.Result;
import dev.gavel.cli.demo.Tally.Totals;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Prints the verdict. */
final class Report {
    private static final Set<String> ACCEPTED = Set.of("LEADING", "OUTBID");

    private final PrintWriter out;

    Report(PrintWriter out) {
        this.out = out;
    }

    void print(Verdict verdict, Totals totals) {
        out.println();
        out.println("Verdict");
        long decided =
                totals.outcomes().values().stream().mapToLong(Long::longValue).sum();
        out.printf(
                "  bids          sent %,d, answered %,d, decided %,d, unanswered %,d%n",
                totals.sent(), totals.answered(), decided, totals.sent() - totals.answered());
        out.println("  accepted      " + counts(totals.outcomes(), true));
        out.println("  refused       " + counts(totals.outcomes(), false));
        out.println("  other answers " + (totals.others().isEmpty() ? "none" : counts(totals.others(), false)));
        out.printf(
                "  sent twice    %,d bids, %,d got their first answer again%n",
                totals.repeated(), totals.repeatedAlike());
        out.println("  latency       " + percentiles(totals.latency()));
        out.println("  at the close  " + percentiles(totals.latencyInRush()));
        out.println();
        out.printf("  %-17s %-6s %9s  %-25s %-25s %s%n", "auction", "", "decisions", "arena", "referee", "ledger");
        for (Verdict.Row row : verdict.rows()) {
            out.printf(
                    "  %-17s %-6s %,9d  %-25s %-25s %-25s%s%n",
                    row.lot().offer().title(),
                    row.lot().offer().bidding(),
                    row.decisions(),
                    words(row.arena(), row.lot()),
                    words(row.referee(), row.lot()),
                    words(row.ledger(), row.lot()),
                    row.agree() ? "" : "  DIFFERENT");
        }
        out.println();
        if (verdict.faults().isEmpty()) {
            out.println("Arena, referee and ledger agree. Every bid was answered once, every sequence is there once.");
        } else {
            verdict.faults().forEach(fault -> out.println("FAULT  " + fault));
        }
        out.flush();
    }

    private static String counts(Map<String, Long> counts, boolean accepted) {
        String text = counts.entrySet().stream()
                .filter(entry -> ACCEPTED.contains(entry.getKey()) == accepted)
                .map(entry -> "%s %,d".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "none" : text;
    }

    private static String percentiles(Histogram micros) {
        return micros.getTotalCount() == 0
                ? "nothing measured"
                : "p50 %.1f ms, p90 %.1f, p99 %.1f, p99.9 %.1f, max %.1f (%,d bids, from when they were meant to be sent)"
                        .formatted(
                                at(micros, 50),
                                at(micros, 90),
                                at(micros, 99),
                                at(micros, 99.9),
                                micros.getMaxValue() / 1e3,
                                micros.getTotalCount());
    }

    private static double at(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1e3;
    }

    private static String words(@Nullable Result result, Lot lot) {
        return switch (result) {
            case Result.Sold sold -> sold.winner() + " " + amount(sold.price(), lot);
            case Result.Unsold unsold -> unsold.price() == null ? "no bid" : "not sold " + amount(unsold.price(), lot);
            case Result.Cancelled _ -> "cancelled";
            case null -> "nothing";
        };
    }

    private static String amount(Money price, Lot lot) {
        return lot.offer().words(price.minor());
    }
}
