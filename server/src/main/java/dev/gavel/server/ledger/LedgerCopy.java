package dev.gavel.server.ledger;

import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.LogListener;
import dev.gavel.server.arena.NotSafeException;
import dev.gavel.server.arena.SafeCopy;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Router;
import dev.gavel.shards.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as the copy of the bid log that the durability {@code log} waits for.
 *
 * <p>Where this node's reader has the shard, it is woken and says what it has committed. Where another node's has it,
 * that one is woken by its own tail of the log ({@link #heard}), and {@link ShardWatch} asks PostgreSQL for the
 * positions while somebody waits.
 */
public final class LedgerCopy implements SafeCopy, LogListener, AutoCloseable {
    /** More than a node lets bids wait; turns wait here, which are fewer. */
    private static final int WAITING_MAX = 100_000;

    private final Router router;
    private final Duration waitMax;
    private final ToLongFunction<Bucket> newest;
    private final List<Followed> buckets = new ArrayList<>();
    private final List<ShardWatch> shards;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param waitMax how long an entry may take into the ledger
     * @param newest the number of a bucket's newest entry that is known of
     */
    LedgerCopy(Router router, Duration waitMax, ToLongFunction<Bucket> newest) {
        this.router = router;
        this.waitMax = waitMax;
        this.newest = newest;
        router.map().buckets().all().forEach(bucket -> buckets.add(new Followed(bucket)));
        this.shards = router.shards().all().stream()
                .map(shard -> new ShardWatch(shard, () -> isBehind(shard), this::seen))
                .toList();
    }

    /** @param readers of all shards, in their order, before they are started */
    void follow(List<LedgerReader> readers) {
        for (LedgerReader reader : readers) {
            reader.tell(this::seen);
        }
        for (int i = 0; i < readers.size(); i++) {
            shards.get(i).start(readers.get(i));
        }
    }

    @Override
    public CompletionStage<Void> has(Bucket bucket, long entry) {
        var has = new CompletableFuture<Void>();
        if (followed(bucket).position() < entry && waiting.get() >= WAITING_MAX) {
            has.completeExceptionally(new NotSafeException("too many turns wait for the ledger"));
            return has;
        }
        waiting.incrementAndGet();
        ShardWatch shard = shards.get(router.on(bucket).number());
        shard.begins();
        followed(bucket).await(entry, has);
        if (!has.isDone()) {
            has.orTimeout(waitMax.toMillis(), TimeUnit.MILLISECONDS);
            shard.wake(bucket);
        }
        return has.whenComplete((_, _) -> {
            waiting.decrementAndGet();
            shard.ends();
        });
    }

    /** How many turns wait to be told. */
    public int waiting() {
        return waiting.get();
    }

    @Override
    public @Nullable String lagging(Bucket bucket) {
        long missing = followed(bucket).missingNanos(newest.applyAsLong(bucket), System.nanoTime());
        return missing <= waitMax.toNanos()
                ? null
                : "the ledger's shard " + router.on(bucket).number() + " has lacked entries of the bid log for longer"
                        + " than arena.log.waitMax (" + waitMax.toMillis() + " ms), and the durability level log tells"
                        + " no bid without them; is PostgreSQL there?";
    }

    @Override
    public void begins() {
        // What was missed was not waited for here: only this node's own turns are.
    }

    /** Somebody's turn: if this node reads its shard, it may be another node that waits. */
    @Override
    public void heard(LogEntry entry) {
        if (followed(entry.bucket()).position() < entry.number()) {
            shards.get(router.on(entry.bucket()).number()).wake(entry.bucket());
        }
    }

    private boolean isBehind(Shard shard) {
        return router.map().buckets().all().stream()
                .filter(bucket -> router.on(bucket).equals(shard))
                .anyMatch(bucket -> followed(bucket).position() < newest.applyAsLong(bucket));
    }

    private void seen(Map<Bucket, Long> positions) {
        positions.forEach((bucket, position) -> followed(bucket).seen(position));
    }

    private Followed followed(Bucket bucket) {
        return buckets.get(bucket.number());
    }

    @Override
    public void close() {
        shards.forEach(ShardWatch::close);
    }
}
