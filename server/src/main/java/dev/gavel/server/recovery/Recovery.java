package dev.gavel.server.recovery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.ArenaKeys;
import dev.gavel.server.arena.BidLog;
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
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        Map<Bucket, Long> positions = ledger.positions();
        Map<Bucket, CompletionStage<byte[]>> asked = new HashMap<>();
        buckets.all().forEach(bucket -> asked.put(bucket, arena.reads().get(ArenaKeys.logNumber(bucket))));
        List<BucketLevel> levels = new ArrayList<>();
        for (Bucket bucket : buckets.all()) {
            byte[] kept = arena.await("reading the log number of bucket " + bucket, asked.get(bucket));
            long position = positions.getOrDefault(bucket, 0L);
            boolean claimed = kept != null && new String(kept, US_ASCII).startsWith("recovering");
            levels.add(new BucketLevel(
                    bucket, BidLog.number(kept), position, arena.floors().of(bucket), claimed));
            arena.floors().raise(bucket, position);
        }
        return levels;
    }

    /**
     * Makes these buckets again from the ledger, one after the other. Those that another recovery has are left to it.
     *
     * @param done is told of each as soon as it takes bids again
     * @throws RecoveryException if one cannot be made level; those before it are
     */
    public void recover(Collection<Bucket> these, Consumer<BucketReport> done) {
        Map<Bucket, List<byte[]>> keys = keysOf(Set.copyOf(these));
        for (Bucket bucket : these) {
            Optional<Claim> claim = Claim.take(arena, bucket);
            if (claim.isEmpty()) {
                LOG.info("bucket {} is being recovered by another process", bucket);
                continue;
            }
            BucketReport report = recover(bucket, claim.get(), keys.getOrDefault(bucket, List.of()));
            LOG.warn("recovered: {}", report);
            done.accept(report);
        }
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
            rebuild.end();
            claim.renew();
            long last = rebuild.remembered().lastNumber();
            if (ledger.move(bucket, position, last)) {
                claim.release(last);
                arena.floors().raise(bucket, last);
                return new BucketReport(
                        bucket,
                        claim.number(),
                        position,
                        last,
                        rebuild.open(),
                        rebuild.ended(),
                        rebuild.bids(),
                        rebuild.remembered().bids(),
                        Duration.ofNanos(System.nanoTime() - began));
            }
        }
        throw new RecoveryException("the ledger's position of bucket " + bucket + " moved during " + REBUILDS_MAX
                + " attempts to rebuild it");
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

    /** As long as either its keys or request ids of its bids are in the arena. */
    private Duration settledWithin() {
        Duration remembered = arena.config().requestIdGeneration().multipliedBy(2);
        Duration grace = arena.config().grace();
        return remembered.compareTo(grace) > 0 ? remembered : grace;
    }

    /** What the arena holds of these buckets, but for their log numbers. What comes later the ledger knows, too. */
    private Map<Bucket, List<byte[]>> keysOf(Set<Bucket> these) {
        Map<Bucket, Set<String>> found = new HashMap<>();
        ScanArgs some = ScanArgs.Builder.limit(KEYS_SCANNED).match("{b*");
        ScanCursor at = ScanCursor.INITIAL;
        do {
            KeyScanCursor<byte[]> page =
                    arena.await("looking for keys in the arena", arena.reads().scan(at, some));
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
        Map<Bucket, List<byte[]>> keys = new HashMap<>();
        found.forEach((bucket, names) -> keys.put(
                bucket, names.stream().map(name -> name.getBytes(US_ASCII)).toList()));
        return keys;
    }
}
