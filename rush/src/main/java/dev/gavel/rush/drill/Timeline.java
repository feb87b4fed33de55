package dev.gavel.rush.drill;

import dev.gavel.rush.report.DrillRound.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** When faults come, since the first bid was due, and what was done when. */
final class Timeline {
    private final long beginNanos;
    private final List<Event> events = new ArrayList<>();

    Timeline(Instant begin) {
        this.beginNanos =
                System.nanoTime() + Duration.between(Instant.now(), begin).toNanos();
    }

    /** Blocks until so long after the beginning. */
    void await(Duration since) {
        awaitNanos(beginNanos + since.toNanos());
    }

    void pause(Duration length) {
        awaitNanos(System.nanoTime() + length.toNanos());
    }

    /** Does something, and notes it as done when it begins. */
    void mark(String what, Runnable action) {
        note(what);
        action.run();
    }

    void note(String what) {
        events.add(new Event((System.nanoTime() - beginNanos) / 1e9, what));
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    private static void awaitNanos(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (Thread.interrupted()) {
                throw new IllegalStateException("interrupted in the middle of a drill");
            }
            LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
        }
    }
}
