package dev.gavel.server.ledger;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.LogGapException;
import dev.gavel.shards.Bucket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was read from the log in one go: entries, and then what they mean for each auction. */
final class Cycle {
    private final Map<Bucket, Long> from = new TreeMap<>();
    private final Map<Bucket, Long> to = new TreeMap<>();
    private final Map<AuctionId, Progress> progress = new LinkedHashMap<>();
    private final List<LogEntry> traced = new ArrayList<>();
    private long entries;
    private long decisions;
    private @Nullable Decision last;

    /** An auction with its bucket and the first of its decisions in a read. */
    record Wanted(Bucket bucket, AuctionId auction, Decision first) {}

    /** The auctions that entries after these positions are about, once each. */
    static Collection<Wanted> wanted(Map<Bucket, Long> positions, Map<Bucket, List<LogEntry>> read) {
        Map<AuctionId, Wanted> wanted = new LinkedHashMap<>();
        read.forEach((bucket, entries) -> {
            long position = positions.getOrDefault(bucket, 0L);
            for (LogEntry entry : entries) {
                List<Decision> fresh = entry.number() > position ? entry.decisions() : List.of();
                for (Decision decision : fresh) {
                    wanted.computeIfAbsent(decision.auction(), id -> new Wanted(bucket, id, decision));
                }
            }
        });
        return wanted.values();
    }

    /**
     * Folds a bucket's entries in. Those at or before its position, which a source may give again, are left out.
     *
     * @throws LogGapException if one is missing
     */
    void fold(Bucket bucket, long position, List<LogEntry> read, Map<AuctionId, Known> known) {
        List<LogEntry> fresh =
                read.stream().filter(entry -> entry.number() > position).toList();
        requireNoGap(bucket, position, fresh);
        for (LogEntry entry : fresh) {
            for (Decision decision : entry.decisions()) {
                progress.computeIfAbsent(
                                decision.auction(),
                                id -> new Progress(bucket, id, known.getOrDefault(id, new Known.Unheard())))
                        .observe(decision);
                last = decision;
            }
            if (!entry.traced().isEmpty()) {
                traced.add(entry);
            }
            decisions += entry.decisions().size();
            entries++;
        }
        if (!fresh.isEmpty()) {
            from.put(bucket, position);
            to.put(bucket, fresh.getLast().number());
        }
    }

    /** Before anything is folded: half of a bucket's entries would be written without its position. */
    private static void requireNoGap(Bucket bucket, long position, List<LogEntry> fresh) {
        long at = position;
        for (LogEntry entry : fresh) {
            if (entry.number() != at + 1) {
                throw new LogGapException(bucket, at, "the next entry is " + entry.number());
            }
            at++;
        }
    }

    boolean isEmpty() {
        return to.isEmpty();
    }

    /** The positions that the ledger must still have. */
    Map<Bucket, Long> from() {
        return from;
    }

    /** The positions that the ledger has afterwards. */
    Map<Bucket, Long> to() {
        return to;
    }

    Collection<Progress> progress() {
        return progress.values();
    }

    /** The entries with bids that are traced. */
    List<LogEntry> traced() {
        return traced;
    }

    long entries() {
        return entries;
    }

    long decisions() {
        return decisions;
    }

    /** Null while nothing was folded. */
    @Nullable
    Decision last() {
        return last;
    }
}
