package dev.gavel.server.meters;

import dev.gavel.server.arena.BucketSight;
import dev.gavel.server.arena.Sights;
import dev.gavel.server.monitoring.Readings;
import dev.gavel.server.platform.Repeating;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.ShardMap;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What stands in Redis, by bucket or by the shard that owns the bucket. */
public final class BucketMeters implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final String SHARD = "shard";

    private final Sights sights;
    private final Supplier<ShardMap> shards;
    private final Supplier<@Nullable Map<Bucket, Long>> feed;
    private final Readings entries;
    private final Readings open;
    private final Readings overdue;
    private final Readings behind;
    private final Readings feedBehind;
    private final Repeating looking;

    /**
     * @param shards who owns which bucket now
     * @param feed how far the feed has read each bucket's log; null while it does not know
     */
    public BucketMeters(
            Sights sights,
            Supplier<ShardMap> shards,
            Supplier<@Nullable Map<Bucket, Long>> feed,
            MeterRegistry registry) {
        this.sights = sights;
        this.shards = shards;
        this.feed = feed;
        this.entries =
                Readings.gauge(registry, "gavel.log.entries", "Entries of the bid log that Redis has", FRESH, "bucket");
        this.open = Readings.gauge(registry, "gavel.auctions.open", "Auctions that are open or paused", FRESH, SHARD);
        this.overdue = Readings.gauge(
                registry,
                "gavel.close.overdue.seconds",
                "How long the auction that is most overdue is past its close; 0 if none is",
                FRESH,
                SHARD);
        this.behind = Readings.gauge(
                registry,
                "gavel.ledger.behind.seconds",
                "The age of the oldest entry of the bid log that is not in the ledger; 0 if all are",
                FRESH,
                SHARD);
        this.feedBehind = Readings.gauge(
                registry, "gavel.feed.behind", "Entries of the bid log that this node's feed has not read", FRESH);
        this.looking = new Repeating("meters-buckets", EVERY, this::look);
    }

    private void look() {
        Map<Bucket, BucketSight> found = sights.look();
        // After the ends were asked for: it is not behind by what it has read meanwhile.
        Map<Bucket, Long> read = feed.get();
        Map<List<String>, Double> kept = new HashMap<>();
        found.forEach(
                (bucket, sight) -> kept.put(List.of(Integer.toString(bucket.number())), (double) sight.entries()));
        entries.tell(kept);
        ShardMap map = shards.get();
        Map<List<String>, Double> auctions = new HashMap<>();
        Map<List<String>, Double> late = new HashMap<>();
        Map<List<String>, Double> ages = new HashMap<>();
        int count = map.owners().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
        for (int shard = 0; shard < count; shard++) {
            List<Bucket> buckets = map.bucketsOf(shard);
            // Of a part nothing is said: a sum would be too low.
            if (found.keySet().containsAll(buckets)) {
                List<String> label = List.of(Integer.toString(shard));
                List<BucketSight> own = buckets.stream().map(found::get).toList();
                auctions.put(label, (double)
                        own.stream().mapToLong(BucketSight::open).sum());
                late.put(label, seconds(own.stream().mapToLong(BucketSight::overdueMillis)));
                ages.put(label, seconds(own.stream().mapToLong(BucketSight::behindMillis)));
            }
        }
        open.tell(auctions);
        overdue.tell(late);
        behind.tell(ages);
        feedBehind.tell(unread(read, found));
    }

    private static double seconds(LongStream millis) {
        return millis.max().orElse(0) / (double) TimeUnit.SECONDS.toMillis(1);
    }

    private static Map<List<String>, Double> unread(@Nullable Map<Bucket, Long> read, Map<Bucket, BucketSight> found) {
        if (read == null) {
            // Absent it would be heard of by nobody, while its watchers hear nothing.
            return Map.of(List.of(), Double.POSITIVE_INFINITY);
        }
        if (found.isEmpty()) {
            return Map.of();
        }
        long unread = 0;
        for (var one : found.entrySet()) {
            unread += Math.max(0, one.getValue().end() - read.getOrDefault(one.getKey(), 0L));
        }
        return Map.of(List.of(), (double) unread);
    }

    @Override
    public void close() {
        looking.close();
    }
}
