package dev.gavel.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/metrics.md says that a server shows. */
final class MetricsPage {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)`( \\*)? \\| (\\w+) \\| ([^|]*)\\|.*");
    private static final Pattern COUNTED = Pattern.compile("\\| `(\\w+)` \\| .* \\| (\\d+) \\|");
    private static final Pattern LABEL = Pattern.compile("`(\\w+)`");

    private MetricsPage() {}

    /** @param everywhere whether it is there on every server, once bids were placed and an auction closed */
    record Row(String type, Set<String> labels, boolean everywhere) {}

    static Map<String, Row> read() throws IOException {
        Map<String, Row> rows = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()
                    && Set.of("gauge", "counter", "histogram", "summary").contains(row.group(3))) {
                Set<String> labels = new TreeSet<>();
                LABEL.matcher(row.group(4)).results().forEach(label -> labels.add(label.group(1)));
                rows.put(row.group(1), new Row(row.group(3), labels, row.group(2) == null));
            }
        }
        return rows;
    }

    /** How many values the page says that a label has, of those of which it says a number. */
    static Map<String, Integer> counts() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = COUNTED.matcher(line);
            if (row.matches()) {
                counts.put(row.group(1), Integer.parseInt(row.group(2)));
            }
        }
        return counts;
    }

    /** How they differ; empty if the page is right. */
    static List<String> differences(Map<String, Row> page, Scraped shown) {
        Set<String> found = new TreeSet<>();
        page.forEach((name, row) -> {
            String type = shown.types().get(name);
            if (type == null) {
                if (row.everywhere) {
                    found.add(name + " is on the page and not shown");
                }
            } else if (!type.equals(row.type)) {
                found.add(name + " is a " + type + " and a " + row.type + " on the page");
            } else if (!shown.labels(name).equals(row.labels)) {
                found.add(name + " has " + shown.labels(name) + " and on the page " + row.labels);
            }
        });
        for (String name : shown.types().keySet()) {
            if (!page.containsKey(name) && !isMaximum(name, page)) {
                found.add(name + " is shown and not on the page");
            }
        }
        return List.copyOf(found);
    }

    private static boolean isMaximum(String name, Map<String, Row> page) {
        Row of = name.endsWith("_max") ? page.get(name.substring(0, name.length() - "_max".length())) : null;
        return of != null && Set.of("histogram", "summary").contains(of.type);
    }
}
