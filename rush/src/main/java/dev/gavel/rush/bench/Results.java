package dev.gavel.rush.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The results of a run, as a table for people and as a file for programs. */
public record Results(List<Measured> results) {
    public Results {
        results = List.copyOf(results);
    }

    public String table() {
        var table = new StringBuilder(
                row("", "Gavel", "rival", "ratio", "least to most of the rounds, of the ratio or of Gavel"));
        for (Measured one : results) {
            table.append(row(
                    one.name(),
                    number(one.gavel()),
                    number(one.rival()),
                    number(one.ratio()),
                    number(one.min()) + " to " + number(one.max()) + ", " + one.rounds() + "   " + one.unit()));
        }
        return table.toString();
    }

    public void writeJson(Path file) {
        try {
            Files.writeString(file, json());
        } catch (IOException e) {
            throw new UncheckedIOException("could not write the results to " + file, e);
        }
    }

    String json() {
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    }

    /** Four digits that mean something, whatever the size. */
    static String number(@Nullable Double value) {
        if (value == null || Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
            return value != null && value == 0 ? "0" : "-";
        }
        int digits = 4 - (int) Math.ceil(Math.log10(Math.abs(value)));
        return digits <= 0
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%." + Math.min(digits, 6) + "f", value);
    }

    private static String row(String name, String gavel, String rival, String ratio, String rest) {
        return String.format(Locale.ROOT, "%-32s %14s %14s %12s   %s%n", name, gavel, rival, ratio, rest);
    }
}
