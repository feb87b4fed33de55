package dev.gavel.server.ledger;

import dev.gavel.shards.Bucket;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a shard's reader is doing on this node; counts are since it was started.
 *
 * @param stopped buckets whose log has a gap, with what was found: they stand still until the ledger is restarted
 * @param behind entries of the log that are not in the ledger yet, as of about a second ago; 0 for who waits
 * @param newest when the last decision that is in the ledger was decided; null before the first
 * @param known how many auctions are held in memory
 */
public record ReaderStatus(
        int shard,
        State state,
        Map<Bucket, String> stopped,
        long behind,
        @Nullable Instant newest,
        int known,
        Counts counts) {
    ReaderStatus with(Counts counted) {
        return new ReaderStatus(shard, state, stopped, behind, newest, known, counted);
    }

    public enum State {
        /** Another node's reader has the shard, or this one has not begun. */
        WAITING,
        READING,
        /** The last attempt failed; the next follows. */
        FAILING,
        /** Closed, or ended by an error of the program. */
        STOPPED
    }

    /**
     * @param quarantined auctions whose witnesses parted
     * @param failures attempts that failed, moved positions among them
     */
    public record Counts(
            long transactions, long entries, long decisions, long rows, long settled, long quarantined, long failures) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

        Counts failed() {
            return new Counts(transactions, entries, decisions, rows, settled, quarantined, failures + 1);
        }

        Counts committed(Cycle cycle, long copied) {
            long parted =
                    cycle.progress().stream().filter(one -> one.found() != null).count();
            return new Counts(
                    transactions + 1,
                    entries + cycle.entries(),
                    decisions + cycle.decisions(),
                    rows + copied,
                    settled + LedgerWriter.settled(cycle.progress()).size(),
                    quarantined + parted,
                    failures);
        }
    }
}
