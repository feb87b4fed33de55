package dev.gavel.rush.history;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.RequestId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All exchanges of a run. As a file: the beginning, then one line of columns between tabs for each exchange, so that it
 * can be looked at and cut with the usual tools.
 *
 * @param beganAtMillis since 1970, by the clock of the machine that sent
 */
public record History(long beganAtMillis, List<Exchange> exchanges) {
    private static final String HEAD = "gavel-history-1";
    private static final int COLUMNS = 15;

    public History {
        exchanges = List.copyOf(exchanges);
    }

    /** Without having all of it in memory. */
    public static void write(Path file, long beganAtMillis, Stream<Exchange> exchanges) {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
            out.println(HEAD + "\t" + beganAtMillis);
            exchanges.map(History::line).forEach(out::println);
            if (out.checkError()) {
                throw new IOException("the file could not be written to its end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not write the history to " + file, e);
        }
    }

    public static History read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            List<Exchange> exchanges = new ArrayList<>();
            var began = new long[1];
            lines.forEach(line -> {
                String[] columns = line.split("\t", -1);
                if (columns[0].equals(HEAD)) {
                    began[0] = Long.parseLong(columns[1]);
                } else {
                    exchanges.add(exchange(columns));
                }
            });
            return new History(began[0], exchanges);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read the history in " + file, e);
        }
    }

    private static String line(Exchange one) {
        return String.join(
                "\t",
                one.auction().toString(),
                one.bidder().toString(),
                one.bot() ? "bot" : "honest",
                Long.toString(one.amount()),
                one.requestId().toString(),
                Long.toString(one.intendedNanos()),
                Long.toString(one.sentNanos()),
                Long.toString(one.toldNanos()),
                told(one.told()));
    }

    private static String told(Told told) {
        return switch (told) {
            case Told.Decided it ->
                String.join(
                        "\t",
                        "decided",
                        Long.toString(it.sequence()),
                        it.outcome(),
                        Long.toString(it.price()),
                        Long.toString(it.receivedAt()),
                        Long.toString(it.decidedAt()),
                        Long.toString(it.closesAt()));
            case Told.Undecided it -> "undecided\t" + it.status() + "\t" + it.problem() + "\t\t\t\t";
            case Told.Lost it -> "lost\t\t" + it.why().replaceAll("\\s", " ") + "\t\t\t\t";
        };
    }

    private static Exchange exchange(String[] columns) {
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException("a line of a history has " + COLUMNS + " columns");
        }
        return new Exchange(
                AuctionId.parse(columns[0]),
                new AccountId(columns[1]),
                columns[2].equals("bot"),
                Long.parseLong(columns[3]),
                RequestId.parse(columns[4]),
                Long.parseLong(columns[5]),
                Long.parseLong(columns[6]),
                Long.parseLong(columns[7]),
                told(columns));
    }

    private static Told told(String[] columns) {
        return switch (columns[8]) {
            case "decided" ->
                new Told.Decided(
                        Long.parseLong(columns[9]),
                        columns[10],
                        Long.parseLong(columns[11]),
                        Long.parseLong(columns[12]),
                        Long.parseLong(columns[13]),
                        Long.parseLong(columns[14]));
            case "undecided" -> new Told.Undecided(Integer.parseInt(columns[9]), columns[10]);
            case "lost" -> new Told.Lost(columns[10]);
            default -> throw new IllegalArgumentException("a line of a history has no answer '" + columns[8] + "'");
        };
    }
}
