package dev.gavel.server.ledger;

import dev.gavel.shards.Bucket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What ends a reader's pause before its time. Thread-safe; however often it is called, one pause ends. */
final class Interrupts {
    private final Set<Bucket> awaited = ConcurrentHashMap.newKeySet();
    private final Semaphore calls = new Semaphore(0);
    private volatile boolean closing;

    void awaited(Bucket bucket) {
        if (awaited.add(bucket)) {
            hurry();
        }
    }

    void hurry() {
        // Two at once may give two permits: a pause more that ends early.
        if (calls.availablePermits() == 0) {
            calls.release();
        }
    }

    void close() {
        closing = true;
        calls.release();
    }

    boolean isClosing() {
        return closing;
    }

    /** Whatever is waited for from here on is given by the next call. */
    Set<Bucket> takeAwaited() {
        Set<Bucket> taken = new HashSet<>();
        for (Iterator<Bucket> each = awaited.iterator(); each.hasNext(); ) {
            taken.add(each.next());
            each.remove();
        }
        return taken;
    }

    /** For the one thread that pauses. */
    void pause(Duration length) throws InterruptedException {
        if (!closing && length.isPositive()) {
            boolean _ = calls.tryAcquire(length.toMillis() + 1, TimeUnit.MILLISECONDS);
            calls.drainPermits();
        }
    }
}
