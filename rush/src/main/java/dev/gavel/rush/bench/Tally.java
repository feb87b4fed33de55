package dev.gavel.rush.bench;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the answers of a round. */
final class Tally {
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    void decided(boolean isAccepted) {
        (isAccepted ? accepted : refused).incrementAndGet();
    }

    void failed() {
        failed.incrementAndGet();
    }

    Sample sample(long nanos, Sample.Cost cost) {
        long decided = accepted.get() + refused.get();
        if (decided == 0) {
            throw new IllegalStateException("a round in which no bid was decided; " + failed + " had another answer");
        }
        return new Sample(decided, accepted.get(), failed.get(), nanos / 1e9, cost);
    }
}
