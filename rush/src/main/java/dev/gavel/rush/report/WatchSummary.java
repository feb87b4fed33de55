package dev.gavel.rush.report;

import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.rush.history.Kept;
import dev.gavel.rush.history.Sightings;
import dev.gavel.rush.history.Sightings.Step;
import dev.gavel.rush.history.Sightings.Watcher;
import dev.gavel.rush.report.RushReport.Watched;
import java.util.LongSummaryStatistics;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Makes numbers of what watchers saw. Pure. */
public final class WatchSummary {
    private WatchSummary() {}

    /**
     * @param kept of the auction that was watched
     * @param seconds the run
     * @param heapKib of the server, for each watcher
     */
    public static Watched of(Sightings sightings, Kept kept, double seconds, double heapKib, double residentKib) {
        LongSummaryStatistics updates =
                sightings.watchers().stream().mapToLong(Watcher::updates).summaryStatistics();
        var delay = new Delays();
        var sinceDecision = new Delays();
        NavigableMap<Long, Long> changes = changes(kept);
        for (Step step : sightings.steps()) {
            // The first update is as old as the auction's last change, which is nobody's delay.
            if (step.before() >= 0) {
                step.watchersByDelay().forEach(delay::add);
                for (long decidedAt : changes.subMap(step.before(), false, step.sequence(), true)
                        .values()) {
                    long age = step.at() - decidedAt;
                    step.watchersByDelay().forEach((ms, watchers) -> sinceDecision.add(age + ms, watchers));
                }
            }
        }
        return new Watched(
                sightings.watchers().size(),
                updates.getMin(),
                updates.getAverage(),
                updates.getMax(),
                updates.getAverage() / seconds,
                delay.latency(),
                sinceDecision.latency(),
                heapKib,
                residentKib);
    }

    /** When each accepted bid was decided, by sequence. */
    private static NavigableMap<Long, Long> changes(Kept kept) {
        NavigableMap<Long, Long> changes = new TreeMap<>();
        kept.log().stream()
                .filter(BidDecided.class::isInstance)
                .map(BidDecided.class::cast)
                .filter(decided -> decided.outcome().accepted())
                .forEach(decided ->
                        changes.put(decided.sequence(), decided.decidedAt().toEpochMilli()));
        return changes;
    }
}
