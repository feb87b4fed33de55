package dev.gavel.cli.replay;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Result;
import dev.gavel.cli.replay.RecordedAuction.RecordedResult;
import dev.gavel.server.settlement.Verdict.Settled;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a replayed auction was settled, in the words of {@code results.csv}.
 *
 * @param outcome null if it is in quarantine
 * @param price null if there was no accepted bid
 * @param winner null unless sold
 */
record ReplayResult(
        ReplayedAuction auction,
        RecordedResult.@Nullable Outcome outcome,
        @Nullable Money price,
        @Nullable AccountId winner,
        @Nullable Instant closesAt) {

    static final String HEADER = "auction,outcome,price,winner,closes_at,class";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    static ReplayResult of(ReplayedAuction auction, Optional<Settled> settled) {
        if (settled.isEmpty()) {
            return new ReplayResult(auction, null, null, null, null);
        }
        Instant closesAt = settled.get().closesAt();
        return switch (settled.get().result()) {
            case Result.Sold(var winner, var price) ->
                new ReplayResult(auction, RecordedResult.Outcome.SOLD, price, winner, closesAt);
            case Result.Unsold(var price, var _) ->
                new ReplayResult(auction, RecordedResult.Outcome.UNSOLD, price, null, closesAt);
            case Result.Cancelled() ->
                new ReplayResult(auction, RecordedResult.Outcome.CANCELLED, null, null, closesAt);
        };
    }

    /** Where it differs from what really happened; null if it does not. What the record leaves out is not compared. */
    @Nullable
    String difference() {
        RecordedResult real = auction.recorded().result();
        if (real == null) {
            return null;
        }
        boolean same = real.outcome() == outcome
                && (real.price() == null || real.price().equals(price))
                && (real.winner() == null || real.winner().equals(winner))
                && (real.closesAt() == null || real.closesAt().equals(closesAt));
        return same
                ? null
                : auction.recorded().name() + ": really "
                        + words(real.outcome(), real.price(), real.winner(), real.closesAt()) + ", replayed "
                        + words(outcome, price, winner, closesAt);
    }

    /** A line of {@code results.csv}. */
    String csv() {
        RecordedResult real = auction.recorded().result();
        return String.join(
                ",",
                quoted(auction.recorded().name()),
                Objects.toString(outcome, "QUARANTINED"),
                Objects.toString(price, ""),
                quoted(Objects.toString(winner, "")),
                closesAt == null ? "" : TIME.format(closesAt),
                real == null ? "" : quoted(real.kind()));
    }

    private static String words(@Nullable Object... parts) {
        StringBuilder words = new StringBuilder();
        for (@Nullable Object part : parts) {
            words.append(words.isEmpty() ? "" : " ").append(Objects.toString(part, "-"));
        }
        return words.toString();
    }

    private static String quoted(String cell) {
        return cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + cell.replace("\"", "\"\"") + '"'
                : cell;
    }
}
