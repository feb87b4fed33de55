package dev.gavel.server.ledger;

import dev.gavel.server.arena.LogEntry;
import java.util.List;

/** Hears of entries with traced bids once the ledger has them. */
@FunctionalInterface
public interface TracedEntries {
    /**
     * Called on a reader's thread, which must not be held up.
     *
     * @param readAtNanos when the entries were read from the bid log, by {@link System#nanoTime()}
     */
    void committed(int shard, List<LogEntry> traced, long readAtNanos);
}
