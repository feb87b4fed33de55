package dev.gavel.server.recovery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.ArenaException;
import dev.gavel.server.arena.ArenaKeys;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.RedisServer;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes buckets of the arena level with the ledger again.
 *
 * <p>Implementation notes. The steps for a bucket, any of which may be the last one of a process that dies:
 *
 * <ol>
 *   <li>Claim it. Its log number is no number from here on, so no script decides anything in it.
 *   <li>Let the ledger read what the log has beyond its position, if the log is not the shorter one.
 *   <li>Write states, rankings, due times, request ids and the entries that they point at, from the ledger.
 *   <li>Move the ledger's position to the new log's end. It moves only from where it stood, so a reader that still held
 *       entries of the lost log either committed them before, and the rebuild begins again, or never will.
 *   <li>Give the log its new number, with which the claim ends.
 * </ol>
 *
 * <p>The new log's numbers begin with a new era, which is above every number that the lost log can have had. No number
 * ever stands for two entries, and whoever reads the log sees a gap instead of reading on in another story.
 *
 * <p>Another process that finds a claim whose time is over begins again at the first step.
 */
public final class Recovery {
    /** Numbers of one era: a thousand entries a second for thirty years. Eras: 8,192 below 2^53. */
    public static final long ERA = 1L << 40;

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final Pattern BUCKET_KEY = Pattern.compile("\\{b(\\d{1,4})\\}:(.+)", Pattern.DOTALL);
    private static final int KEYS_SCANNED = 1_000;
    /** PostgreSQL, this process and Redis take turns at a bucket: a few keep all three busy. */
    private static final int BUCKETS_AT_ONCE = 4;

    private static final int REBUILDS_MAX = 3;
    private static final Duration READ_UP_MAX = Duration.ofSeconds(60);
    private static final Duration READ_UP_POLL = Duration.ofMillis(20);

    private final Arena arena;
    private final ArenaClock clock;
    private final Buckets buckets;
    private final LedgerSide ledger;

    public Recovery(Arena arena, ArenaClock clock, Buckets buckets, LedgerSide ledger) {
        this.arena = arena;
        this.clock = clock;
        this.buckets = buckets;
        this.ledger = ledger;
    }

    /** Compares every bucket with the ledger, and raises the floors to what the ledger has. */
    public List<BucketLevel> levels() {
        return levels(buckets.all());
    }

    /** As {@link #levels()}, of some buckets. */
    List<BucketLevel> levels(List<Bucket> some) {
        return some.isEmpty() ? List.of() : levels(some, ledger.positions());
    }

    /** Compares buckets with what this node has seen, without asking the ledger. */
    List<BucketLevel> levelsByFloors(List<Bucket> some) {
        return levels(some, Map.of());
    }

    private List<BucketLevel> levels(List<Bucket> all, Map<Bucket, Long> positions) {
        // Before the numbers: a bid that is decided meanwhile raises both, and must not make a bucket look older.
        List<Long> floors = all.stream().map(arena.floors()::of).toList();
        ArenaException failure = null;
        List<CompletionStage<byte[]>> asked = all.stream()
                .<CompletionStage<byte[]>>map(bucket -> arena.reads(bucket).get(ArenaKeys.logNumber(bucket)))
                .toList();
        List<BucketLevel> levels = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Bucket bucket = all.get(i);
            byte[] kept;
            try {
                kept = arena.await("reading the log number of bucket " + bucket, asked.get(i));
            } catch (ArenaException e) {
                // It is moving, or its Redis is gone: the others are served all the same.
                failure = e;
                continue;
            }
            long position = positions.getOrDefault(bucket, 0L);
            levels.add(new BucketLevel(bucket, BidLog.number(kept), position, floors.get(i), BidLog.isClaimed(kept)));
            arena.floors().raise(bucket, position);
        }
        if (failure != null && levels.isEmpty()) {
            throw failure;
        }
        return levels;
    }

    /**
     * Makes those of these buckets again from the ledger that are not level, some at a time. Those that another
     * recovery has are left to it.
     *
     * @param done is told of each as soon as it takes bids again, of one at a time
     * @throws RecoveryException if one cannot be made level; the others are
     */
    public void recover(Collection<BucketLevel> these, Consumer<BucketReport> done) {
        Set<Bucket> buckets = these.stream().map(BucketLevel::bucket).collect(Collectors.toSet());
        Map<Bucket, List<byte[]>> keys = keysOf(buckets);
        var permits = new Semaphore(BUCKETS_AT_ONCE);
        List<Future<?>> underWay = new ArrayList<>();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (BucketLevel level : these) {
                List<byte[]> found = keys.getOrDefault(level.bucket(), List.of());
                underWay.add(workers.submit(() -> recover(level, found, permits, done)));
            }
        }
        // All of them were tried; the first failure stands for the others.
        for (Future<?> one : underWay) {
            switch (one.state()) {
                case SUCCESS -> {}
                case RUNNING, CANCELLED -> throw new IllegalStateException("not ended: " + one);
                case FAILED -> throw failure(one.exceptionNow());
            }
        }
    }

    private void recover(BucketLevel level, List<byte[]> keys, Semaphore permits, Consumer<BucketReport> done) {
        Bucket bucket = level.bucket();
        permits.acquireUninterruptibly();
        try {
            Optional<Claim> claim = Claim.take(arena, bucket, level.least());
            if (claim.isEmpty()) {
                LOG.info("bucket {} is level, or being recovered by another process", bucket);
                return;
            }
            BucketReport report = recover(bucket, claim.get(), keys);
            LOG.warn("recovered: {}", report);
            synchronized (this) {
                done.accept(report);
            }
        } finally {
            permits.release();
        }
    }

    private static RuntimeException failure(Throwable why) {
        return why instanceof RuntimeException known ? known : new IllegalStateException(why);
    }

    /** What a recovery would make of the bucket: all is read and folded, nothing is written. */
    public BucketReport rehearse(BucketLevel level) {
        long began = System.nanoTime();
        Bucket bucket = level.bucket();
        var rebuild = new Rebuild(Commands.NONE, bucket, arena.config(), clock.now(), 0);
        ledger.auctions(bucket, settledWithin(), rebuild::add);
        rebuild.end(watchedAt(bucket));
        return report(level.arena(), level.ledger(), 0, rebuild, bucket, began);
    }

    private BucketReport recover(Bucket bucket, Claim claim, List<byte[]> keys) {
        long began = System.nanoTime();
        letTheLedgerReadUp(bucket, claim);
        for (int attempt = 0; attempt < REBUILDS_MAX; attempt++) {
            long position = position(bucket);
            long before = (Math.max(position, claim.number()) / ERA + 1) * ERA;
            var rebuild = new Rebuild(claim, bucket, arena.config(), clock.now(), before);
            rebuild.wipe(keys);
            ledger.auctions(bucket, settledWithin(), rebuild::add);
            rebuild.end(watchedAt(bucket));
            claim.renew();
            long last = rebuild.remembered().lastNumber();
            if (ledger.move(bucket, position, last)) {
                claim.release(last);
                arena.floors().raise(bucket, last);
                return report(claim.number(), position, last, rebuild, bucket, began);
            }
        }
        throw new RecoveryException("the ledger's position of bucket " + bucket + " moved during " + REBUILDS_MAX
                + " attempts to rebuild it");
    }

    private static BucketReport report(
            long inArena, long inLedger, long now, Rebuild rebuild, Bucket bucket, long began) {
        return new BucketReport(
                bucket,
                inArena,
                inLedger,
                now,
                rebuild.open(),
                rebuild.ended(),
                rebuild.bids(),
                rebuild.remembered().bids(),
                Duration.ofNanos(System.nanoTime() - began));
    }

    /** What stands in a log that is not the shorter one is the truth, and the ledger's reader brings it home. */
    private void letTheLedgerReadUp(Bucket bucket, Claim claim) {
        long deadline = System.nanoTime() + READ_UP_MAX.toNanos();
        while (position(bucket) < claim.number()) {
            if (System.nanoTime() - deadline > 0) {
                throw new RecoveryException("the ledger has read bucket " + bucket + " up to " + position(bucket)
                        + " only, not to " + claim.number() + "; does its reader run?");
            }
            claim.renew();
            try {
                Thread.sleep(READ_UP_POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RecoveryException("interrupted while the ledger was reading bucket " + bucket);
            }
        }
    }

    private long position(Bucket bucket) {
        return ledger.positions().getOrDefault(bucket, 0L);
    }

    /** The ledger's word is that of a wall clock, and old where the bucket was idle: better than none. */
    private long watchedAt(Bucket bucket) {
        return arena.lastWatched()
                .of(bucket)
                .orElseGet(() -> ledger.heardAt(bucket).toEpochMilli());
    }

    /** As long as either its keys or request ids of its bids are in the arena. */
    private Duration settledWithin() {
        Duration remembered = arena.config().requestIdGeneration().multipliedBy(2);
        Duration grace = arena.config().grace();
        return remembered.compareTo(grace) > 0 ? remembered : grace;
    }

    /** What the arena holds of these buckets, but for their log numbers. What comes later the ledger knows, too. */
    private Map<Bucket, List<byte[]>> keysOf(Set<Bucket> these) {
        Map<Bucket, Set<String>> found = new HashMap<>();
        these.stream().map(arena::server).distinct().forEach(server -> keysOf(these, server, found));
        Map<Bucket, List<byte[]>> keys = new HashMap<>();
        found.forEach((bucket, names) -> keys.put(
                bucket, names.stream().map(name -> name.getBytes(US_ASCII)).toList()));
        return keys;
    }

    private void keysOf(Set<Bucket> these, RedisServer server, Map<Bucket, Set<String>> found) {
        ScanArgs some = ScanArgs.Builder.limit(KEYS_SCANNED).match("{b*");
        ScanCursor at = ScanCursor.INITIAL;
        do {
            KeyScanCursor<byte[]> page =
                    arena.await("looking for keys in the arena", server.reads().scan(at, some));
            for (byte[] key : page.getKeys()) {
                Matcher name = BUCKET_KEY.matcher(new String(key, US_ASCII));
                if (name.matches() && !name.group(2).equals("n")) {
                    var bucket = new Bucket(Integer.parseInt(name.group(1)));
                    if (these.contains(bucket)) {
                        found.computeIfAbsent(bucket, _ -> new HashSet<>()).add(name.group());
                    }
                }
            }
            at = page;
        } while (!at.isFinished());
    }
}
