package dev.gavel.cli.runbook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One figure of a node, as {@code /metrics} has it. */
record Sample(String name, Map<String, String> labels, double value) {
    private static final Pattern LINE =
            Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (NaN|[+-]?(?:Inf|[\\d.]+(?:[eE][+-]?\\d+)?))(?: \\d+)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    /**
     * Reads Prometheus' text format 0.0.4; what is no sample is left out.
     *
     * @param instance of which node they are
     */
    static List<Sample> parse(String text, String instance) {
        List<Sample> samples = new ArrayList<>();
        Matcher line = LINE.matcher("");
        text.lines().filter(it -> !it.startsWith("#")).forEach(it -> {
            if (line.reset(it).matches()) {
                Map<String, String> labels = new TreeMap<>(Map.of("instance", instance));
                String written = line.group(2);
                Matcher label = LABEL.matcher(written == null ? "" : written);
                while (label.find()) {
                    labels.put(label.group(1), label.group(2));
                }
                samples.add(new Sample(line.group(1), labels, number(line.group(3))));
            }
        });
        return samples;
    }

    /** The labels that are asked for, those that it has. */
    Map<String, String> of(String by) {
        Map<String, String> group = new LinkedHashMap<>();
        Stream.of(by.split(", ", -1))
                .filter(labels::containsKey)
                .forEach(label -> group.put(label, labels.getOrDefault(label, "")));
        return group;
    }

    /** As both text formats write it. */
    static double number(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
