package dev.gavel.server.ledger;

import dev.gavel.auction.Decision;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.LogGapException;
import dev.gavel.server.arena.LogSource;
import dev.gavel.shards.Bucket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A bid log in memory, which can misbehave as the real one may. */
final class FakeLog implements LogSource {
    private final Map<Bucket, List<LogEntry>> entries = new TreeMap<>();
    private final Map<Bucket, Long> begins = new TreeMap<>();
    private final Map<Bucket, Long> trimmed = new TreeMap<>();
    private final Map<Bucket, Long> done = new TreeMap<>();
    private int entriesMax = 64;
    private int entriesAgain;
    private boolean failing;
    private boolean doneFailing;

    synchronized void append(Bucket bucket, Decision... decisions) {
        append(bucket, List.of(decisions));
    }

    synchronized void append(Bucket bucket, List<? extends Decision> decisions) {
        List<LogEntry> log = entries.computeIfAbsent(bucket, _ -> new ArrayList<>());
        log.add(new LogEntry(bucket, begins(bucket) + log.size() + 1L, List.copyOf(decisions)));
    }

    /** From now on each read begins so many entries before the position. */
    synchronized void repeat(int entries) {
        entriesAgain = entries;
    }

    synchronized void give(int entries) {
        entriesMax = entries;
    }

    synchronized void fail(boolean fails) {
        failing = fails;
    }

    synchronized void failDone(boolean fails) {
        doneFailing = fails;
    }

    /** Loses all entries up to this number. */
    synchronized void trim(Bucket bucket, long number) {
        trimmed.put(bucket, number);
    }

    /** Loses the entries after this number, as a Redis does that came back older. */
    synchronized void loseAfter(Bucket bucket, long number) {
        List<LogEntry> log = entries.getOrDefault(bucket, List.of());
        entries.put(bucket, new ArrayList<>(log.subList(0, (int) number)));
    }

    /** Empty, and numbered from here on, as a recovery of the arena leaves it. */
    synchronized void beginAnew(Bucket bucket, long number) {
        begins.put(bucket, number);
        entries.remove(bucket);
    }

    private long begins(Bucket bucket) {
        return begins.getOrDefault(bucket, 0L);
    }

    synchronized Map<Bucket, Long> done() {
        return Map.copyOf(done);
    }

    @Override
    public synchronized Map<Bucket, List<LogEntry>> read(Map<Bucket, Long> positions) {
        requireUp(failing);
        Map<Bucket, List<LogEntry>> read = new HashMap<>();
        positions.forEach((bucket, position) -> {
            List<LogEntry> log = entries.getOrDefault(bucket, List.of());
            if (position < trimmed.getOrDefault(bucket, 0L)) {
                throw new LogGapException(bucket, position, "trimmed");
            }
            long before = position - begins(bucket);
            if (before < 0 && !log.isEmpty()) {
                throw new LogGapException(bucket, position, "made anew");
            }
            int from = Math.clamp(before - entriesAgain, 0, log.size());
            int to = Math.clamp(before + entriesMax, 0, log.size());
            if (to > from) {
                read.put(bucket, List.copyOf(log.subList(from, to)));
            }
        });
        return read;
    }

    @Override
    public synchronized Map<Bucket, Long> ends(List<Bucket> buckets) {
        Map<Bucket, Long> ends = new HashMap<>();
        buckets.forEach(bucket -> ends.put(
                bucket, begins(bucket) + entries.getOrDefault(bucket, List.of()).size()));
        return ends;
    }

    @Override
    public synchronized void done(String reader, Map<Bucket, Long> positions) {
        requireUp(doneFailing);
        done.putAll(positions);
    }

    private static void requireUp(boolean fails) {
        if (fails) {
            throw new IllegalStateException("the fake log is down");
        }
    }
}
