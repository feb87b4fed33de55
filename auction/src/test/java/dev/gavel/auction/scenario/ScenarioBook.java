package dev.gavel.auction.scenario;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Permit;
import dev.gavel.auction.Reason;
import dev.gavel.auction.Result;
import dev.gavel.auction.scenario.Scenario.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads scenarios. A line that begins with a letter is a term ({@code opening 40000}), one that begins with a digit is
 * a row of the table, {@code #} begins a comment. Times are of one day, UTC.
 */
public final class ScenarioBook {
    private static final AuctionId AUCTION = new AuctionId(1);
    private static final LocalDate DAY = LocalDate.of(2026, 1, 1);

    private ScenarioBook() {}

    /** Where the book is: {@code docs/rules} in the working directory or the nearest folder above. */
    public static Path folder() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("docs").resolve("rules");
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "there is no docs/rules above " + Path.of("").toAbsolutePath());
    }

    /** All scenarios, by file name. */
    public static List<Scenario> all() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".scenario"))
                    .sorted()
                    .map(ScenarioBook::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("could not list the scenarios in " + folder(), e);
        }
    }

    private static Scenario read(Path file) {
        try {
            return parse(String.valueOf(file.getFileName()), Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException("could not read the scenario " + file, e);
        }
    }

    /** @throws IllegalArgumentException naming file and line */
    public static Scenario parse(String file, List<String> lines) {
        var terms = new ScenarioTerms();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split("\\s+", -1);
            try {
                if (Character.isDigit(line.charAt(0))) {
                    rows.add(row(i + 1, words, terms));
                } else {
                    terms.put(words);
                }
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(file + ":" + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return new Scenario(file, terms.terms(), rows);
    }

    private static Row row(int line, String[] words, ScenarioTerms terms) {
        Instant at = time(words[0]);
        return switch (words[1]) {
            case "close" -> new Row.CloseRow(line, at, result(words));
            case "cancel", "pause", "resume", "end", "permit" -> act(line, at, List.of(words), terms);
            default -> bid(line, at, words);
        };
    }

    private static Row bid(int line, Instant at, String[] words) {
        requireCells(words, 7);
        String outcome = words[3];
        if (!outcome.equals("leading") && !outcome.equals("outbid")) {
            outcome = Reason.valueOf(outcome).name();
        }
        return new Row.BidRow(
                line,
                at,
                new AccountId(words[1]),
                money(words[2]),
                outcome,
                words[4].equals("-") ? null : money(words[4]),
                leader(words[5]),
                time(words[6]));
    }

    /**
     * The seller's {@code cancel}; an operator's {@code pause}, {@code resume}, {@code end} or
     * {@code permit ann APPROVED 500}; then the close, CANCELLED or REFUSED.
     */
    private static Row act(int line, Instant at, List<String> words, ScenarioTerms terms) {
        if (words.size() < 4 || !words.get(words.size() - 2).equals("->")) {
            throw new IllegalArgumentException("what is done ends with -> and the close, CANCELLED or REFUSED");
        }
        var by = new AccountId("olga");
        Decision.Intervention wish = switch (words.get(1)) {
            case "cancel" -> new Decision.Cancelled(AUCTION, 0, at, terms.seller(), "");
            case "pause" -> new Decision.Paused(AUCTION, 0, at, by, "");
            case "resume" -> new Decision.Resumed(AUCTION, 0, at, by, "", at);
            case "end" -> new Decision.Cancelled(AUCTION, 0, at, by, "");
            default ->
                new Decision.Permitted(
                        AUCTION,
                        0,
                        at,
                        by,
                        "",
                        new AccountId(words.get(2)),
                        new Permit(
                                Permit.Admission.valueOf(words.get(3)),
                                words.get(4).equals("->") ? null : money(words.get(4))));
        };
        return switch (words.getLast()) {
            case "REFUSED" -> new Row.ActRow(line, wish, false, null);
            case "CANCELLED" -> new Row.ActRow(line, wish, true, null);
            case String close -> new Row.ActRow(line, wish, true, time(close));
        };
    }

    private static Result result(String[] words) {
        requireCells(words, 6);
        AccountId leader = leader(words[4]);
        Money price = words[5].equals("-") ? null : money(words[5]);
        if (words[3].equals("SOLD") && leader != null && price != null) {
            return new Result.Sold(leader, price);
        }
        if (words[3].equals("UNSOLD")) {
            return new Result.Unsold(price, leader);
        }
        throw new IllegalArgumentException("a close is SOLD bidder price or UNSOLD bidder price");
    }

    private static void requireCells(String[] words, int cells) {
        if (words.length != cells) {
            throw new IllegalArgumentException("a row of " + cells + " cells has " + words.length);
        }
    }

    private static @Nullable AccountId leader(String word) {
        return word.equals("-") ? null : new AccountId(word);
    }

    static Money money(String word) {
        return new Money(Long.parseLong(word));
    }

    static Instant time(String word) {
        return LocalTime.parse(word).atDate(DAY).toInstant(ZoneOffset.UTC);
    }
}
