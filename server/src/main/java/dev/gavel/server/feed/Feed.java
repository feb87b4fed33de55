package dev.gavel.server.feed;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.LogListener;
import dev.gavel.server.arena.LogSource;
import dev.gavel.server.listing.Auctions;
import dev.gavel.shards.Bucket;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The live feed of this node. Thread-safe. */
public final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    /**
     * How many auctions are loaded from the arena at once after a gap: enough to be quick, too few to crowd out
     * bids.
     */
    private static final int RELOADS_MAX = 8;

    private record Opening(Instant at, Channel channel) {}

    private final FeedConfig config;
    private final Auctions auctions;
    private final ArenaClock clock;
    private final FeedReader reader;
    private final ConcurrentHashMap<AuctionId, Channel> channels = new ConcurrentHashMap<>();
    private final Set<Channel> dirty = ConcurrentHashMap.newKeySet();
    private final PriorityBlockingQueue<Opening> openings =
            new PriorityBlockingQueue<>(16, Comparator.comparing(Opening::at));
    private final Semaphore reloads = new Semaphore(RELOADS_MAX);

    /** @param listeners of whatever the feed reads: the log is read once for all of a node */
    public Feed(
            FeedConfig config,
            LogSource log,
            LogPositions positions,
            Auctions auctions,
            ArenaClock clock,
            List<LogListener> listeners) {
        this.config = config;
        this.auctions = auctions;
        this.clock = clock;
        this.reader = new FeedReader(config, log, positions, this, listeners);
    }

    public void start() {
        reader.start();
    }

    /** How far each bucket's log was read; null while the feed looks for its place in it. */
    public @Nullable Map<Bucket, Long> positions() {
        return reader.positions();
    }

    /** Stops reading. Watchers stay and hear nothing more. */
    @Override
    public void close() {
        reader.close();
    }

    /**
     * Watches an auction. Blocks for a round trip where this node has not seen it yet.
     *
     * @param watcher called with every update after {@link Subscription#current()}, and perhaps with that one
     *     again, on a thread that must not be blocked
     * @return empty if there is no such auction, or none any more
     */
    public Optional<Subscription> subscribe(AuctionId id, Consumer<Update> watcher) {
        Channel channel = channels.compute(id, (_, existing) -> {
            Channel it = existing == null ? channel(id) : existing;
            it.watch(watcher);
            return it;
        });
        Update current = load(channel) ? channel.update() : null;
        if (current == null) {
            channel.unwatch(watcher);
            drop(channel, Long.MAX_VALUE);
            return Optional.empty();
        }
        Instant opensAt = channel.auction().opensAfter(Instant.ofEpochMilli(clock.now()));
        if (opensAt != null && openings.stream().noneMatch(opening -> opening.channel() == channel)) {
            openings.add(new Opening(opensAt, channel));
        }
        return Optional.of(new Subscription(current, () -> channel.unwatch(watcher)));
    }

    /** What memory knows of an auction's accepted bids below a sequence, newest first. Never blocks. */
    public Optional<Newest> newestBids(AuctionId id, long before, int limit) {
        Channel channel = channels.get(id);
        if (channel == null) {
            return Optional.empty();
        }
        NewestBids.Page page = channel.auction().newestBids(before, limit);
        return Optional.of(new Newest(page.bids(), page.complete()));
    }

    /**
     * @param bids newest first
     * @param complete no accepted bid of the auction is older than those in memory
     */
    public record Newest(List<SeenBid> bids, boolean complete) {}

    /** @param current the state at the time of subscribing */
    public record Subscription(Update current, Runnable cancellation) {
        public void cancel() {
            cancellation.run();
        }
    }

    void apply(Decision decision) {
        Channel channel = channels.computeIfAbsent(decision.auction(), this::channel);
        if (channel.auction().apply(decision)) {
            channel.changed();
            dirty.add(channel);
        }
    }

    /**
     * Tells watchers what changed. Only the reader's thread calls it.
     *
     * @param lookedAt when this look at the log began, by {@link System#nanoTime()}: these times keep their distance,
     *     where the time that a look takes differs
     */
    void publish(long lookedAt) {
        Instant now = Instant.ofEpochMilli(clock.now());
        for (Opening next = openings.peek(); next != null && !next.at().isAfter(now); next = openings.peek()) {
            openings.remove(next);
            next.channel().changed();
            dirty.add(next.channel());
        }
        for (Channel channel : List.copyOf(dirty)) {
            // Removed first: a change that comes while it is published makes it dirty again.
            dirty.remove(channel);
            if (!channel.publish(lookedAt)) {
                dirty.add(channel);
            }
        }
    }

    /** The log is read from a new place on. What nobody watches is dropped, the rest asked for anew. */
    void askArenaAgain() {
        for (Channel channel : channels.values()) {
            channel.auction().forget();
            if (channel.isWatched()) {
                Thread.ofVirtual().name("feed-reload").start(() -> reload(channel));
            } else {
                drop(channel, Long.MAX_VALUE);
            }
        }
    }

    private void reload(Channel channel) {
        try {
            while (channel.isWatched() && !reloaded(channel)) {
                Thread.sleep(config.retryAfter());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return false if it must be tried again */
    private boolean reloaded(Channel channel) throws InterruptedException {
        reloads.acquire();
        try {
            if (load(channel)) {
                dirty.add(channel);
            }
            return true;
        } catch (RuntimeException e) {
            LOG.warn(
                    "auction {} could not be loaded again for its watchers",
                    channel.auction().id(),
                    e);
            return false;
        } finally {
            reloads.release();
        }
    }

    /** Drops what is not watched and was quiet, so that memory is bounded. */
    void sweep() {
        long idleBefore = System.nanoTime() - config.idleAfter().toNanos();
        channels.values().forEach(channel -> drop(channel, idleBefore));
        int excess = channels.size() - config.auctionsMax();
        if (excess > 0) {
            channels.values().stream()
                    .filter(channel -> !channel.isWatched())
                    .sorted(Comparator.comparingLong(Channel::usedAt))
                    .limit(excess)
                    .toList()
                    .forEach(channel -> drop(channel, Long.MAX_VALUE));
        }
    }

    int size() {
        return channels.size();
    }

    private boolean load(Channel channel) {
        return channel.auction().isLoaded() || channel.load(auctions);
    }

    private void drop(Channel channel, long usedBefore) {
        // Inside compute, so that nobody subscribes to a channel that is being dropped.
        channels.computeIfPresent(
                channel.auction().id(),
                (_, it) -> it == channel && !it.isWatched() && it.usedAt() < usedBefore ? nothing() : it);
    }

    private static @Nullable Channel nothing() {
        return null;
    }

    private Channel channel(AuctionId id) {
        return new Channel(new AuctionFeed(id, config.newestBidsMax()), clock, config.updateEvery());
    }
}
