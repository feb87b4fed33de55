package dev.gavel.server.bidding;

import java.time.Duration;
import java.util.PriorityQueue;

/** Virtual time: what is to happen, one thing after the other, at once. */
final class SimTime {
    private final PriorityQueue<Happening> ahead = new PriorityQueue<>();
    private long now;
    private long planned;

    /** @param number so that what happens at one time happens in the order in which it was planned */
    private record Happening(long at, long number, Runnable what) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    long nanos() {
        return now;
    }

    void at(long nanos, Runnable what) {
        ahead.add(new Happening(Math.max(now, nanos), planned++, what));
    }

    void in(Duration wait, Runnable what) {
        at(now + wait.toNanos(), what);
    }

    void runFor(Duration length) {
        long end = now + length.toNanos();
        for (Happening next = ahead.peek(); next != null && next.at <= end; next = ahead.peek()) {
            ahead.remove();
            now = next.at;
            next.what.run();
        }
        now = end;
    }
}
