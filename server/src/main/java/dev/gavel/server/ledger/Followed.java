package dev.gavel.server.ledger;

import dev.gavel.server.arena.NotSafeException;
import dev.gavel.server.recovery.Recovery;
import dev.gavel.shards.Bucket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How far the ledger is known to have come with one bucket's log, and who waits for more of it. Thread-safe. */
final class Followed {
    private final Bucket bucket;
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private long position;

    /** Where the log was when it was looked at last, and since when the ledger has not come so far. */
    private long missing;

    private long missingSinceNanos;

    Followed(Bucket bucket) {
        this.bucket = bucket;
    }

    private record Waiter(long entry, CompletableFuture<Void> has) {}

    synchronized long position() {
        return position;
    }

    /** Completes the one given when the ledger has the entry, at once if it has it already. */
    void await(long entry, CompletableFuture<Void> has) {
        long known;
        synchronized (this) {
            known = position;
            if (known < entry) {
                // Those whose time was over have gone without a word; the oldest stand first.
                while (!waiters.isEmpty() && waiters.getFirst().has().isDone()) {
                    waiters.removeFirst();
                }
                waiters.addLast(new Waiter(entry, has));
                return;
            }
        }
        tell(new Waiter(entry, has), known);
    }

    /** The ledger has come so far, or had some time ago. */
    void seen(long now) {
        List<Waiter> served = new ArrayList<>();
        synchronized (this) {
            if (now <= position) {
                return;
            }
            position = now;
            for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
                Waiter waiter = each.next();
                if (waiter.entry() <= now) {
                    served.add(waiter);
                    each.remove();
                }
            }
        }
        served.forEach(waiter -> tell(waiter, now));
    }

    /** A recovery of the arena has moved the position over entries that the ledger never got. */
    private void tell(Waiter waiter, long position) {
        if (position / Recovery.ERA == waiter.entry() / Recovery.ERA) {
            waiter.has().complete(null);
        } else {
            waiter.has()
                    .completeExceptionally(new NotSafeException("bucket " + bucket + " was recovered from the ledger,"
                            + " which may have lacked entry " + waiter.entry()));
        }
    }

    /**
     * For how long the ledger has lacked something, as far as the calls of this show it.
     *
     * @param newest the number of the newest entry that is known of
     */
    synchronized long missingNanos(long newest, long nowNanos) {
        if (position >= missing) {
            missing = newest;
            missingSinceNanos = nowNanos;
        }
        return position >= missing ? 0 : nowNanos - missingSinceNanos;
    }
}
