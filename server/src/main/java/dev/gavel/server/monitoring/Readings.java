package dev.gavel.server.monitoring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One metric whose values are asked of a store now and then, never while somebody scrapes. What the store did not tell
 * the last time is absent; and if nobody asks any more, the values become NaN. An old value never looks like a new one.
 */
public final class Readings {
    private final MeterRegistry registry;
    private final String name;
    private final String description;
    private final boolean counts;
    private final long freshNanos;
    private final List<String> labels;
    private final Map<List<String>, Cell> cells = new HashMap<>();

    private static final class Cell {
        private volatile double value;
        private volatile long toldNanos;
        private @Nullable Meter meter;
    }

    private Readings(
            MeterRegistry registry,
            boolean counts,
            String name,
            String description,
            Duration fresh,
            List<String> labels) {
        this.registry = registry;
        this.counts = counts;
        this.name = name;
        this.description = description;
        this.freshNanos = fresh.toNanos();
        this.labels = labels;
    }

    /**
     * @param fresh how long a value is worth showing: longer than from one {@link #tell} to the next
     * @param labels names; none for a metric of one value
     */
    public static Readings gauge(
            MeterRegistry registry, String name, String description, Duration fresh, String... labels) {
        return new Readings(registry, false, name, description, fresh, List.of(labels));
    }

    /** The same for what only grows, but for restarts of what is asked. */
    public static Readings counter(
            MeterRegistry registry, String name, String description, Duration fresh, String... labels) {
        return new Readings(registry, true, name, description, fresh, List.of(labels));
    }

    /** @param told all that there is to tell, by the labels' values */
    public synchronized void tell(Map<List<String>, Double> told) {
        long now = System.nanoTime();
        told.forEach((values, value) -> {
            Cell cell = cells.get(values);
            boolean isNew = cell == null;
            if (cell == null) {
                cell = new Cell();
                cells.put(values, cell);
            }
            cell.value = value;
            cell.toldNanos = now;
            if (isNew) {
                cell.meter = register(cell, values);
            }
        });
        for (List<String> values : List.copyOf(cells.keySet())) {
            if (!told.containsKey(values)) {
                Cell cell = cells.remove(values);
                if (cell != null && cell.meter != null) {
                    registry.remove(cell.meter);
                }
            }
        }
    }

    /** The store did not answer. */
    public void tellNothing() {
        tell(Map.of());
    }

    private Meter register(Cell cell, List<String> values) {
        Tags tags = tags(values);
        return counts
                ? FunctionCounter.builder(name, cell, this::read)
                        .description(description)
                        .tags(tags)
                        .register(registry)
                : Gauge.builder(name, cell, this::read)
                        .description(description)
                        .tags(tags)
                        .register(registry);
    }

    private double read(Cell cell) {
        return System.nanoTime() - cell.toldNanos > freshNanos ? Double.NaN : cell.value;
    }

    private Tags tags(List<String> values) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            pairs.add(labels.get(i));
            pairs.add(values.get(i));
        }
        return Tags.of(pairs.toArray(String[]::new));
    }
}
