package dev.gavel.server.ledger;

import dev.gavel.server.ledger.ReaderStatus.State;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Shard;
import dev.gavel.shards.ShardException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the positions of one shard that this node's reader does not bring along: while somebody waits for them, one
 * question for all that wait; and now and then while the ledger is known to lack something, so that it is noticed when
 * PostgreSQL answers again.
 */
final class ShardWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardWatch.class);
    private static final Duration ASK_EVERY = Duration.ofMillis(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final Shard shard;
    private final BooleanSupplier behind;
    private final Consumer<Map<Bucket, Long>> seen;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable LedgerReader reader;
    private boolean failing;
    private long hurriedAtNanos = System.nanoTime();

    /**
     * @param behind whether the ledger is known to lack something
     * @param seen is told where the ledger is
     */
    ShardWatch(Shard shard, BooleanSupplier behind, Consumer<Map<Bucket, Long>> seen) {
        this.shard = shard;
        this.behind = behind;
        this.seen = seen;
        this.thread = Thread.ofVirtual()
                .name("gavel-ledger-watch-" + shard.number())
                .uncaughtExceptionHandler((_, e) -> LOG.error("the watch of {} ended", shard, e))
                .unstarted(this::run);
    }

    void start(LedgerReader of) {
        reader = of;
        thread.start();
    }

    /** One more waits. */
    void begins() {
        waiting.incrementAndGet();
    }

    /** One fewer waits. */
    void ends() {
        waiting.decrementAndGet();
    }

    /** An entry of the bucket is waited for. */
    void wake(Bucket bucket) {
        LedgerReader here = reader;
        if (here != null && here.status().state() == State.READING) {
            here.awaited(bucket);
        } else if (waiting.get() > 0 && news.availablePermits() == 0) {
            news.release();
        }
    }

    private void run() {
        try {
            while (!closing) {
                boolean elsewhere = !isReadHere();
                boolean waitedFor = elsewhere && waiting.get() > 0;
                if (waitedFor || (elsewhere && behind.getAsBoolean())) {
                    ask();
                }
                if (waitedFor && !failing) {
                    // Those that come meanwhile are asked for together.
                    Thread.sleep(ASK_EVERY);
                } else {
                    boolean _ = news.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                }
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isReadHere() {
        LedgerReader here = reader;
        return here != null && here.status().state() == State.READING;
    }

    private void ask() {
        try {
            seen.accept(shard.run("reading the positions in the bid log", LedgerReads::positions));
            failing = false;
            hurry();
        } catch (ShardException e) {
            if (!failing && !closing) {
                LOG.warn("{} does not say how far the ledger is; it is asked again", shard, e);
            }
            failing = true;
        }
    }

    /** A reader that has failed pauses for seconds, during which every bid would be answered too late. */
    private void hurry() {
        LedgerReader here = reader;
        long now = System.nanoTime();
        if (here != null && here.status().state() == State.FAILING && now - hurriedAtNanos > LOOK_EVERY.toNanos()) {
            hurriedAtNanos = now;
            here.hurry();
        }
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
    }
}
