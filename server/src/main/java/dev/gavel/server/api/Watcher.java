package dev.gavel.server.api;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection that watches one auction. It is sent the latest state whenever it can take it: what it could not
 * take is never queued, since a later state holds all that an earlier one said.
 */
final class Watcher {
    private final Wire wire;
    private final ApiConfig.Watching config;
    private final FeedMeters meters;
    private final BiConsumer<Duration, Runnable> timer;
    private final LongSupplier nanoTime;
    private long sentRevision = -1;
    private long sentAt;
    private boolean paced;
    private boolean pacing;
    private long behindSince;
    private boolean behind;
    private @Nullable Frame latest;

    /** @param timer runs something later on this watcher's event loop */
    Watcher(
            Wire wire,
            ApiConfig.Watching config,
            FeedMeters meters,
            BiConsumer<Duration, Runnable> timer,
            LongSupplier nanoTime) {
        this.wire = wire;
        this.config = config;
        this.meters = meters;
        this.timer = timer;
        this.nanoTime = nanoTime;
        wire.onDrain(this::drained);
    }

    Wire wire() {
        return wire;
    }

    void offer(Frame frame) {
        if (latest != null && latest.revision() > sentRevision && latest.revision() < frame.revision()) {
            meters.conflated.increment();
        }
        latest = frame;
        flush();
    }

    /**
     * Shows that the server is there, if no update did since the last time.
     *
     * @return false if this watcher has taken nothing for too long and must go
     */
    boolean beat() {
        long now = nanoTime.getAsLong();
        if (wire.isFull()) {
            return !behind || now - behindSince < config.behindMax().toNanos();
        }
        if (sentRevision < 0 || now - sentAt >= config.heartbeatEvery().toNanos()) {
            wire.beat();
        }
        return true;
    }

    private void drained() {
        behind = false;
        flush();
    }

    private void flush() {
        Frame frame = latest;
        if (frame == null || frame.revision() <= sentRevision) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (wire.isFull()) {
            if (!behind) {
                behind = true;
                behindSince = now;
            }
            return;
        }
        Duration early = config.updateEvery().minusNanos(now - sentAt);
        if (sentRevision >= 0 && !paced && early.isPositive()) {
            // The feed keeps the distance between updates; only the first comes at its own time, when watching begins.
            pace(early);
            return;
        }
        paced |= sentRevision >= 0;
        sentRevision = frame.revision();
        sentAt = now;
        meters.updates.increment();
        wire.send(frame);
    }

    private void pace(Duration wait) {
        if (pacing) {
            return;
        }
        pacing = true;
        timer.accept(wait, () -> {
            paced = true;
            flush();
        });
    }
}
