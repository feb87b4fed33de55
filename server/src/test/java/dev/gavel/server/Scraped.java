package dev.gavel.server;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server showed at /metrics, in the text format. */
record Scraped(Map<String, String> types, List<Sample> samples) {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /** @param family the name in the line of the type */
    record Sample(String family, String name, Map<String, String> labels, double value) {}

    static Scraped parse(String text) {
        Map<String, String> types = new TreeMap<>();
        List<Sample> samples = new ArrayList<>();
        String family = "";
        for (String line : text.lines().toList()) {
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                family = type.group(1);
                types.put(family, type.group(2));
            } else if (sample.matches()) {
                Map<String, String> labels = new TreeMap<>();
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                    labels.put(label.group(1), label.group(2));
                }
                samples.add(new Sample(family, sample.group(1), labels, number(sample.group(3))));
            }
        }
        return new Scraped(types, samples);
    }

    private static double number(String text) {
        return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    /** Of the only sample of this name that has these labels, and maybe others. */
    double value(String name, String... labels) {
        List<Sample> found = all(name, labels);
        if (found.size() != 1) {
            throw new AssertionError(name + List.of(labels) + " is there " + found.size() + " times");
        }
        return found.getFirst().value;
    }

    double sum(String name, String... labels) {
        return all(name, labels).stream().mapToDouble(Sample::value).sum();
    }

    /** What was added to all samples of this name that have these labels. */
    double since(Scraped before, String name, String... labels) {
        return sum(name, labels) - before.sum(name, labels);
    }

    List<Sample> all(String name, String... labels) {
        return samples.stream()
                .filter(sample -> sample.name.equals(name))
                .filter(sample -> has(sample, labels))
                .toList();
    }

    private static boolean has(Sample sample, String... labels) {
        for (int i = 0; i < labels.length; i += 2) {
            if (!labels[i + 1].equals(sample.labels.get(labels[i]))) {
                return false;
            }
        }
        return true;
    }

    /** The names of a metric's labels, without a histogram's own. */
    Set<String> labels(String family) {
        return samples.stream()
                .filter(sample -> sample.family.equals(family))
                .flatMap(sample -> sample.labels.keySet().stream())
                .filter(label -> !label.equals("le") && !label.equals("quantile"))
                .collect(toCollection(TreeSet::new));
    }

    /** Every series, by name and labels. */
    Set<String> series() {
        return samples.stream().map(sample -> sample.name + sample.labels).collect(toCollection(TreeSet::new));
    }
}
