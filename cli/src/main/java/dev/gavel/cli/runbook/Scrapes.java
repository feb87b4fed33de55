package dev.gavel.cli.runbook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two looks at the meters of all nodes.
 *
 * @param seconds between them
 */
record Scrapes(List<Sample> first, List<Sample> last, double seconds) implements Source {
    private record Series(String name, Map<String, String> labels) {}

    /** By how much the series of a counter have grown; one that a node's restart set back has grown from zero. */
    List<Sample> growth(String metric) {
        Map<Series, Double> before = new HashMap<>();
        first.stream()
                .filter(it -> it.name().equals(metric))
                .forEach(it -> before.put(new Series(it.name(), it.labels()), it.value()));
        return last.stream()
                .filter(it -> it.name().equals(metric))
                .map(it -> {
                    double old = before.getOrDefault(new Series(it.name(), it.labels()), 0.0);
                    return new Sample(it.name(), it.labels(), it.value() < old ? it.value() : it.value() - old);
                })
                .toList();
    }

    @Override
    public List<Reading> read(Measure measure) {
        return measure.over(this);
    }
}
