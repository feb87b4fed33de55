package dev.gavel.server.feed;

import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.LogGapException;
import dev.gavel.server.arena.LogListener;
import dev.gavel.server.arena.LogSource;
import dev.gavel.shards.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that tails the bid log for the feed. It keeps its positions in memory and never holds up trimming. */
final class FeedReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedReader.class);
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final FeedConfig config;
    private final LogSource log;
    private final LogPositions start;
    private final Feed feed;
    private final List<LogListener> listeners;
    private final Thread thread;
    private volatile boolean closed;
    /** Read by others, for metrics. */
    private volatile @Nullable Map<Bucket, Long> positions;

    private long sweptAt = System.nanoTime();
    private boolean failing;

    FeedReader(FeedConfig config, LogSource log, LogPositions start, Feed feed, List<LogListener> listeners) {
        this.config = config;
        this.log = log;
        this.start = start;
        this.feed = feed;
        this.listeners = List.copyOf(listeners);
        this.thread = Thread.ofPlatform().name("feed-reader").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** How far the bid log was read; null while it has no place there. */
    @Nullable
    Map<Bucket, Long> positions() {
        return positions;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(STOP_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            long startedAt = System.nanoTime();
            Duration pause = config.poll();
            try {
                poll();
                failing = false;
            } catch (LogGapException e) {
                LOG.warn("the feed lost its place in the bid log and asks the arena again", e);
                positions = null;
                pause = config.retryAfter();
            } catch (RuntimeException e) {
                pause = config.retryAfter();
                report(e);
            }
            sleep(pause.minusNanos(System.nanoTime() - startedAt));
        }
    }

    /** Once per outage: at four attempts a second the log would tell nothing else. */
    private void report(RuntimeException e) {
        if (!failing && !closed) {
            LOG.warn("the feed could not read the bid log and goes on trying", e);
        }
        failing = true;
    }

    private void poll() {
        Map<Bucket, Long> at = positions;
        if (at == null) {
            at = new ConcurrentHashMap<>(start.positions());
            positions = at;
            // After the positions are known: what the arena says then holds everything before them.
            feed.askArenaAgain();
            listeners.forEach(LogListener::begins);
        }
        boolean behind = true;
        for (int reads = 0; behind && reads < config.readsPerPollMax(); reads++) {
            long lookedAt = System.nanoTime();
            behind = read(at);
            feed.publish(lookedAt);
        }
        if (System.nanoTime() - sweptAt > SWEEP_EVERY.toNanos()) {
            sweptAt = System.nanoTime();
            feed.sweep();
        }
    }

    /** @return whether some bucket has probably more */
    private boolean read(Map<Bucket, Long> at) {
        boolean behind = false;
        for (Map.Entry<Bucket, List<LogEntry>> bucket : log.read(Map.copyOf(at)).entrySet()) {
            for (LogEntry entry : bucket.getValue()) {
                entry.decisions().forEach(feed::apply);
                listeners.forEach(listener -> listener.heard(entry));
                at.put(entry.bucket(), entry.number());
            }
            behind |= bucket.getValue().size() >= config.behindEntries();
        }
        return behind;
    }

    private void sleep(Duration pause) {
        try {
            if (pause.isPositive()) {
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            // close() interrupts; the loop's condition ends it.
            Thread.currentThread().interrupt();
        }
    }
}
