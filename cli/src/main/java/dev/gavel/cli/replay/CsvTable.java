package dev.gavel.cli.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A CSV file whose columns go by the names in its first line, whatever their order (RFC 4180, one row a line). Takes a
 * byte order mark, CRLF, quotes, blank lines, and rows that end before their last columns.
 */
final class CsvTable {
    private final String file;
    private final Map<String, Integer> columns = new HashMap<>();

    private CsvTable(String file, List<String> header) {
        this.file = file;
        for (int i = 0; i < header.size(); i++) {
            columns.putIfAbsent(header.get(i), i);
        }
    }

    /**
     * Calls {@code each} with every row.
     *
     * @param file its name in errors
     * @throws RecordedFormatException with file and line, for whatever {@code each} finds wrong too
     */
    static void read(String file, Reader reader, List<String> required, Consumer<Row> each) {
        try (var lines = new BufferedReader(reader)) {
            String header = lines.readLine();
            if (header == null) {
                throw new RecordedFormatException(file, 1, "the file is empty");
            }
            var table = new CsvTable(file, split(header.startsWith("\uFEFF") ? header.substring(1) : header));
            for (String column : required) {
                if (!table.columns.containsKey(column)) {
                    throw new RecordedFormatException(file, 1, "there is no column " + column);
                }
            }
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    each.accept(table.new Row(number, split(line)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + file, e);
        }
    }

    private static List<String> split(String line) {
        List<String> cells = new ArrayList<>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    cell.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }

    /** One line of the file. */
    final class Row {
        private final int line;
        private final List<String> cells;

        private Row(int line, List<String> cells) {
            this.line = line;
            this.cells = cells;
        }

        int line() {
            return line;
        }

        /** The cell, or "" where the column or the rest of the row is missing. */
        String text(String column) {
            Integer index = columns.get(column);
            return index == null || index >= cells.size() ? "" : cells.get(index);
        }

        /** The cell as {@code parse} reads it; whatever it finds wrong is told with file, line and column. */
        <T> T get(String column, Function<String, T> parse) {
            String text = text(column);
            if (text.isEmpty()) {
                throw wrong(column + " is empty");
            }
            try {
                return parse.apply(text);
            } catch (RuntimeException e) {
                throw new RecordedFormatException(file, line, column + " is \"" + text + "\": " + e.getMessage(), e);
            }
        }

        /** As {@link #get}, or {@code instead} where the cell is empty. */
        <T> T get(String column, Function<String, T> parse, T instead) {
            return text(column).isEmpty() ? instead : get(column, parse);
        }

        RecordedFormatException wrong(String what) {
            return new RecordedFormatException(file, line, what);
        }
    }
}
