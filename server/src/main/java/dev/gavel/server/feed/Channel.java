package dev.gavel.server.feed;

import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.listing.Auctions;
import dev.gavel.server.listing.Live;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One auction's way to its watchers: what changed, at most so often, encoded once. */
final class Channel {
    private final AuctionFeed auction;
    private final ArenaClock clock;
    private final long everyNanos;
    private final List<Consumer<Update>> watchers = new CopyOnWriteArrayList<>();
    private final ReentrantLock loading = new ReentrantLock();

    // Guarded by this.
    private @Nullable Update latest;
    private long latestAt;
    private boolean changed = true;
    private long revision;

    // Only the reader's thread.
    private long publishedAt;
    private boolean published;

    private volatile long usedAt = System.nanoTime();

    Channel(AuctionFeed auction, ArenaClock clock, Duration every) {
        this.auction = auction;
        this.clock = clock;
        this.everyNanos = every.toNanos();
    }

    AuctionFeed auction() {
        return auction;
    }

    void watch(Consumer<Update> watcher) {
        watchers.add(watcher);
        usedAt = System.nanoTime();
    }

    void unwatch(Consumer<Update> watcher) {
        watchers.remove(watcher);
        usedAt = System.nanoTime();
    }

    boolean isWatched() {
        return !watchers.isEmpty();
    }

    long usedAt() {
        return usedAt;
    }

    synchronized void changed() {
        changed = true;
        usedAt = System.nanoTime();
    }

    /**
     * Asks the arena for what the log did not tell, once however many wait. Blocks; false if it has no such
     * auction.
     */
    boolean load(Auctions auctions) {
        loading.lock();
        try {
            if (auction.isLoaded()) {
                return true;
            }
            auction.beginLoading();
            Optional<Live> live = auctions.find(auction.id());
            if (live.isEmpty()) {
                return false;
            }
            auction.load(live.get());
            changed();
            return true;
        } finally {
            loading.unlock();
        }
    }

    /** The present state, encoded again only if it changed or its time is old; null until loaded. */
    synchronized @Nullable Update update() {
        long now = System.nanoTime();
        if (latest != null && !changed && now - latestAt < everyNanos) {
            return latest;
        }
        var at = Instant.ofEpochMilli(clock.now());
        AuctionView view = auction.view(at);
        if (view == null) {
            return null;
        }
        if (changed || latest == null) {
            revision++;
        }
        changed = false;
        latestAt = now;
        latest = new Update(revision, view, at, UpdateJson.encode(view, at));
        return latest;
    }

    /** @return false if it is too early after the update before */
    boolean publish(long lookedAt) {
        if (published && lookedAt - publishedAt < everyNanos) {
            return false;
        }
        Update update = isWatched() ? update() : null;
        if (update != null) {
            published = true;
            publishedAt = lookedAt;
            watchers.forEach(watcher -> watcher.accept(update));
        }
        return true;
    }
}
