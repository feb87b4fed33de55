package dev.gavel.cli.runbook;

import java.util.Map;
import java.util.stream.Collectors;

/** What a measure says of one shard, node or server. */
record Reading(Map<String, String> of, double value) {
    /** {@code shard 1}; empty where it is of the whole. */
    String place() {
        return of.entrySet().stream()
                .map(label ->
                        label.getKey().equals("instance") ? label.getValue() : label.getKey() + " " + label.getValue())
                .collect(Collectors.joining(", "));
    }
}
