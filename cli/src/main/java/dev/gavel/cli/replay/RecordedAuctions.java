package dev.gavel.cli.replay;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.cli.replay.RecordedAuction.RecordedBid;
import dev.gavel.cli.replay.RecordedAuction.RecordedResult;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads real auctions in the neutral format: {@code auctions.csv}, {@code bids.csv} and, where the true outcomes are
 * known, {@code results.csv}.
 */
public final class RecordedAuctions {
    /** The format names no currency; this is ISO 4217's code for "none". */
    private static final Currency NO_CURRENCY = Currency.getInstance("XXX");

    private final Map<String, List<RecordedBid>> bids = new HashMap<>();
    private final Set<AccountId> bidders = new HashSet<>();
    private final Map<String, RecordedResult> results = new HashMap<>();

    private RecordedAuctions() {}

    /**
     * Reads {@code auctions.csv}, {@code bids.csv} and, where it exists, {@code results.csv} in {@code folder}.
     *
     * @throws RecordedFormatException with file and line
     */
    public static List<RecordedAuction> read(Path folder) {
        Path results = folder.resolve("results.csv");
        try {
            return read(
                    Files.newBufferedReader(folder.resolve("auctions.csv")),
                    Files.newBufferedReader(folder.resolve("bids.csv")),
                    Files.exists(results) ? Files.newBufferedReader(results) : null);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the recorded auctions in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The auctions in the order of {@code auctions.csv}; all readers are closed.
     *
     * @param results null where the outcomes are not known
     * @throws RecordedFormatException with file and line
     */
    public static List<RecordedAuction> read(Reader auctions, Reader bids, @Nullable Reader results) {
        var recorded = new RecordedAuctions();
        Map<String, CsvTable.Row> rows = new LinkedHashMap<>();
        List<String> required = List.of("auction", "opens_at", "closes_at", "open", "bidding");
        CsvTable.read("auctions.csv", auctions, required, row -> {
            String name = name(row);
            if (rows.putIfAbsent(name, row) != null) {
                throw row.wrong("auction " + name + " is there twice");
            }
            recorded.bids.put(name, new ArrayList<>());
        });
        CsvTable.read("bids.csv", bids, List.of("auction", "bidder", "amount", "at"), recorded::addBid);
        if (results != null) {
            CsvTable.read("results.csv", results, List.of("auction", "outcome"), recorded::addResult);
        }
        AccountId seller = recorded.nobodysName();
        List<RecordedAuction> all = new ArrayList<>(rows.size());
        rows.forEach((name, row) -> all.add(
                new RecordedAuction(name, terms(row, seller), recorded.bidsOf(name), recorded.results.get(name))));
        return all;
    }

    private void addBid(CsvTable.Row row) {
        List<RecordedBid> others = bids.get(name(row));
        if (others == null) {
            throw row.wrong("auction " + name(row) + " is not in auctions.csv");
        }
        Money amount = row.get("amount", RecordedAuctions::money);
        if (amount.equals(Money.ZERO)) {
            throw row.wrong("amount is 0");
        }
        var bid = new RecordedBid(
                row.line(), row.get("bidder", AccountId::new), amount, row.get("at", RecordedAuctions::instant));
        bidders.add(bid.bidder());
        others.add(bid);
    }

    private List<RecordedBid> bidsOf(String name) {
        return bids.getOrDefault(name, List.of());
    }

    private void addResult(CsvTable.Row row) {
        if (!bids.containsKey(name(row))) {
            throw row.wrong("auction " + name(row) + " is not in auctions.csv");
        }
        // A cell that is there is read by get; null only stands in for one that is not.
        var result = new RecordedResult(
                row.get("outcome", RecordedResult.Outcome::valueOf),
                row.text("price").isEmpty() ? null : row.get("price", RecordedAuctions::money),
                row.text("winner").isEmpty() ? null : row.get("winner", AccountId::new),
                row.text("closes_at").isEmpty() ? null : row.get("closes_at", RecordedAuctions::instant),
                row.text("class"));
        if (results.putIfAbsent(name(row), result) != null) {
            throw row.wrong("auction " + name(row) + " is there twice");
        }
    }

    /** The format names no seller; whoever stands for one must not be refused as a bidder. */
    private AccountId nobodysName() {
        String name = "recorded-seller";
        while (bidders.contains(new AccountId(name))) {
            name += "-";
        }
        return new AccountId(name);
    }

    private static Terms terms(CsvTable.Row row, AccountId seller) {
        var pricing = new Terms.Pricing(
                NO_CURRENCY,
                row.get("bidding", Bidding::valueOf),
                row.get("open", RecordedAuctions::money),
                row.get("increments", RecordedAuctions::steps, StepTable.flat(new Money(1))),
                reserve(row));
        Instant opensAt = row.get("opens_at", RecordedAuctions::instant);
        Instant closesAt = row.get("closes_at", RecordedAuctions::instant);
        try {
            return new Terms(seller, pricing, new Terms.Schedule(opensAt, closesAt, softClose(row)));
        } catch (IllegalArgumentException e) {
            throw row.wrong(String.valueOf(e.getMessage()));
        }
    }

    /** Empty and 0 both say that there is none. */
    private static @Nullable Money reserve(CsvTable.Row row) {
        Money reserve = row.get("reserve", RecordedAuctions::money, Money.ZERO);
        return reserve.equals(Money.ZERO) ? null : reserve;
    }

    private static @Nullable SoftClose softClose(CsvTable.Row row) {
        Duration window = row.get("extension_window_s", RecordedAuctions::seconds, Duration.ZERO);
        Duration extension = row.get("extension_s", RecordedAuctions::seconds, Duration.ZERO);
        if (window.isZero() && extension.isZero()) {
            return null;
        }
        var mode = row.get("extension_mode", SoftClose.Mode::valueOf, SoftClose.Mode.ADD);
        return new SoftClose(window, extension, mode, 0, null);
    }

    private static StepTable steps(String text) {
        return new StepTable(Arrays.stream(text.split(";", -1))
                .map(String::strip)
                .filter(band -> !band.isEmpty())
                .map(RecordedAuctions::band)
                .toList());
    }

    private static StepTable.Band band(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a band is from:step");
        }
        return new StepTable.Band(
                money(text.substring(0, colon).strip()),
                money(text.substring(colon + 1).strip()));
    }

    private static String name(CsvTable.Row row) {
        return row.get("auction", name -> name);
    }

    private static Money money(String text) {
        return new Money(Long.parseLong(text));
    }

    private static Duration seconds(String text) {
        return Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValueExact());
    }

    /** Finer than a millisecond is cut off, as the arena would. */
    private static Instant instant(String text) {
        return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
    }
}
