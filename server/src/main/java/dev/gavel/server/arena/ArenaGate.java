package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether this node may write to the arena. Closed as soon as a connection is lost, since what answers after a
 * reconnect may be another Redis, or the same with less in it; and open again for the buckets that somebody has
 * compared with the ledger. Asked for every turn; costs some volatile reads. Thread-safe.
 *
 * <p>Where nobody guards the arena (replays, benchmarks), it is always open.
 */
public final class ArenaGate {
    private final AtomicLong connections = new AtomicLong();
    private volatile State state = new State(false, 0, Set.of());
    private volatile @Nullable String weakness;

    /** @param connections how many had been made or lost when the arena was looked at */
    private record State(boolean guarded, long connections, Set<Bucket> unlevel) {}

    /** Closes the gate until {@link #looked}. */
    public void guard() {
        state = new State(true, -1, Set.of());
    }

    void connectionChanged() {
        connections.incrementAndGet();
    }

    /** How often a connection was made or lost: to be read before the arena is looked at. */
    public long connections() {
        return connections.get();
    }

    /** The arena was looked at: all buckets but these are level, unless a connection has been made or lost since. */
    public synchronized void looked(long connectionsBefore, Set<Bucket> unlevel) {
        state = new State(true, connectionsBefore, Set.copyOf(unlevel));
    }

    /** The bucket has become level. */
    public synchronized void level(Bucket bucket) {
        Set<Bucket> left = new HashSet<>(state.unlevel());
        left.remove(bucket);
        state = new State(state.guarded(), state.connections(), Set.copyOf(left));
    }

    /** Why Redis keeps acknowledgements less safely than promised; null where it does not. */
    public void weakness(@Nullable String found) {
        weakness = found;
    }

    public @Nullable String weakness() {
        return weakness;
    }

    /** Whether the arena has been looked at since the last connection was made or lost. */
    public boolean isLooked() {
        State now = state;
        return !now.guarded() || now.connections() == connections.get();
    }

    /** Those of which the last look has found that they are not level. */
    public Set<Bucket> unlevel() {
        return state.unlevel();
    }

    /** Why nothing may be written to the bucket; null where it may. */
    public @Nullable String closedFor(Bucket bucket) {
        if (!isLooked()) {
            return "the arena has not been compared with the ledger since it was connected";
        }
        return state.unlevel().contains(bucket) ? "bucket " + bucket + " is being recovered" : null;
    }

    /** Why no bid may be decided in the bucket; null where it may. */
    public @Nullable String refusesBids(Bucket bucket) {
        String weak = weakness;
        return weak != null ? weak : closedFor(bucket);
    }
}
