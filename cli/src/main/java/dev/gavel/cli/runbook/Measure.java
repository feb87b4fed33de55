package dev.gavel.cli.runbook;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;

/**
 * A figure for each of something, said once: as a query, and as a sum over two looks at the nodes. For each of what it
 * is, {@code by} says as a query does: {@code server, replica}; empty for the whole.
 */
sealed interface Measure {
    /** As Prometheus is asked. */
    String query();

    /** The same from the nodes themselves. */
    List<Reading> over(Scrapes scrapes);

    /** All meters that it needs. */
    List<String> metrics();

    /** The highest value of a gauge. */
    record Highest(String metric, String by) implements Measure {
        @Override
        public String query() {
            return "max" + grouped(by) + " (" + metric + ")";
        }

        @Override
        public List<Reading> over(Scrapes scrapes) {
            return readings(groups(scrapes.last(), metric, by, Math::max));
        }

        @Override
        public List<String> metrics() {
            return List.of(metric);
        }
    }

    /** The lowest value of a gauge. */
    record Lowest(String metric, String by) implements Measure {
        @Override
        public String query() {
            return "min" + grouped(by) + " (" + metric + ")";
        }

        @Override
        public List<Reading> over(Scrapes scrapes) {
            return readings(groups(scrapes.last(), metric, by, Math::min));
        }

        @Override
        public List<String> metrics() {
            return List.of(metric);
        }
    }

    /**
     * By how much the sum of a gauge over all that have it is below what it was for a minute of the last day; nodes
     * alone do not know that.
     */
    record Fallen(String metric, String of) implements Measure {
        @Override
        public String query() {
            String sum = "sum(max by (" + of + ") (" + metric + "))";
            return "max_over_time(min_over_time(" + sum + "[1m:15s])[1d:1m]) - " + sum;
        }

        @Override
        public List<Reading> over(Scrapes scrapes) {
            return List.of();
        }

        @Override
        public List<String> metrics() {
            return List.of(metric);
        }
    }

    /** A gauge as a share of another. */
    record Share(String part, String whole, String by) implements Measure {
        @Override
        public String query() {
            return "max" + grouped(by) + " (" + part + " / " + whole + ")";
        }

        @Override
        public List<Reading> over(Scrapes scrapes) {
            Map<Map<String, String>, Double> all = groups(scrapes.last(), whole, by, Math::max);
            List<Reading> shares = new ArrayList<>();
            groups(scrapes.last(), part, by, Math::max).forEach((group, value) -> {
                Double of = all.get(group);
                if (of != null && of > 0) {
                    shares.add(new Reading(group, value / of));
                }
            });
            return shares;
        }

        @Override
        public List<String> metrics() {
            return List.of(part, whole);
        }
    }

    /** How fast a counter grows, each second. */
    record Rate(String metric, String label, String values, String by) implements Measure {
        /** Of all series. */
        static Rate of(String metric, String by) {
            return new Rate(metric, "", "", by);
        }

        @Override
        public String query() {
            String only = label.isEmpty() ? "" : "{" + label + "=~\"" + values + "\"}";
            return "sum" + grouped(by) + " (rate(" + metric + only + "[1m]))";
        }

        @Override
        public List<Reading> over(Scrapes scrapes) {
            Pattern wanted = Pattern.compile(values);
            List<Sample> grown = scrapes.growth(metric).stream()
                    .filter(it -> label.isEmpty()
                            || wanted.matcher(it.labels().getOrDefault(label, ""))
                                    .matches())
                    .toList();
            return readings(groups(grown, metric, by, Double::sum)).stream()
                    .map(it -> new Reading(it.of(), it.value() / scrapes.seconds()))
                    .toList();
        }

        @Override
        public List<String> metrics() {
            return List.of(metric);
        }
    }

    /** A quantile of what a histogram got. */
    record Quantile(double quantile, String metric, String by) implements Measure {
        @Override
        public String query() {
            String steps = by.isEmpty() ? "le" : by + ", le";
            return "histogram_quantile(" + quantile + ", sum by (" + steps + ") (rate(" + metric + "_bucket[1m])))";
        }

        @Override
        public List<Reading> over(Scrapes scrapes) {
            Map<Map<String, String>, TreeMap<Double, Double>> steps = new LinkedHashMap<>();
            for (Sample step : scrapes.growth(metric + "_bucket")) {
                steps.computeIfAbsent(step.of(by), _ -> new TreeMap<>())
                        .merge(Sample.number(step.labels().getOrDefault("le", "+Inf")), step.value(), Double::sum);
            }
            List<Reading> readings = new ArrayList<>();
            steps.forEach((group, counts) -> {
                double all = counts.lastEntry().getValue();
                if (all > 0) {
                    readings.add(new Reading(group, within(counts, all * quantile)));
                }
            });
            return readings;
        }

        /** Evenly spread within a step, as Prometheus takes it; the last finite step is the most it says. */
        private static double within(TreeMap<Double, Double> counts, double rank) {
            double from = 0;
            double before = 0;
            for (Map.Entry<Double, Double> step : counts.entrySet()) {
                if (step.getValue() >= rank) {
                    return step.getKey().isInfinite()
                            ? from
                            : from + (step.getKey() - from) * (rank - before) / (step.getValue() - before);
                }
                from = step.getKey();
                before = step.getValue();
            }
            return from;
        }

        @Override
        public List<String> metrics() {
            return List.of(metric);
        }
    }

    private static String grouped(String by) {
        return by.isEmpty() ? "" : " by (" + by + ")";
    }

    private static Map<Map<String, String>, Double> groups(
            List<Sample> samples, String metric, String by, BinaryOperator<Double> merging) {
        Map<Map<String, String>, Double> groups = new LinkedHashMap<>();
        samples.stream()
                .filter(it -> it.name().equals(metric) && !Double.isNaN(it.value()))
                .forEach(it -> groups.merge(it.of(by), it.value(), merging));
        return groups;
    }

    private static List<Reading> readings(Map<Map<String, String>, Double> groups) {
        return groups.entrySet().stream()
                .map(it -> new Reading(it.getKey(), it.getValue()))
                .sorted(Comparator.comparing(Reading::place))
                .toList();
    }
}
