package dev.gavel.server.tracing;

import java.util.concurrent.TimeUnit;

/** Lets so many through in each second. */
final class PerSecond {
    private final int max;
    private long second;
    private int taken;

    PerSecond(int max) {
        this.max = max;
    }

    synchronized boolean take(long nanoTime) {
        long now = TimeUnit.NANOSECONDS.toSeconds(nanoTime);
        if (now != second) {
            second = now;
            taken = 0;
        }
        return taken++ < max;
    }
}
