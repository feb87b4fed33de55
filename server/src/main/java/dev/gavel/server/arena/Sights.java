package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every bucket, with five commands for each, all sent before the first answer is waited for. Blocks. For one
 * thread.
 */
public final class Sights {
    private static final Logger LOG = LoggerFactory.getLogger(Sights.class);

    private final Arena arena;
    private final ArenaClock clock;
    private final List<Bucket> buckets;
    private final byte[] reader;
    /** Buckets whose reader cannot get on, since what comes next cannot be read. */
    private final Map<Bucket, Unreadable> unreadable = new HashMap<>();

    /** @param seenAt when this node first saw that the entry is the next, in arena time */
    private record Unreadable(String entry, long seenAt) {}

    /** @param reader of the bid log whose position counts */
    public Sights(Arena arena, ArenaClock clock, Buckets buckets, String reader) {
        this.arena = arena;
        this.clock = clock;
        this.buckets = buckets.all();
        this.reader = reader.getBytes(US_ASCII);
    }

    private record Asked(
            CompletableFuture<Long> entries,
            CompletableFuture<byte[]> end,
            CompletableFuture<byte[]> position,
            CompletableFuture<Long> open,
            CompletableFuture<List<ScoredValue<byte[]>>> due) {

        CompletableFuture<Void> all() {
            return CompletableFuture.allOf(entries, end, position, open, due);
        }

        /** Whether all is there, and is what scripts write. */
        boolean isAnswered() {
            CompletableFuture<Void> all = all();
            return all.isDone() && !all.isCompletedExceptionally() && hasNumbers();
        }

        private boolean hasNumbers() {
            try {
                return read() >= 0 && last() >= 0;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        long last() {
            return BidLog.number(end.join());
        }

        /** A reader that has not said anything yet has nothing to read, or will say within its next cycle. */
        long read() {
            byte[] said = position.join();
            return said == null ? last() : Long.parseLong(new String(said, US_ASCII));
        }
    }

    /** Of those that were answered within the time that a command has, all of them together. */
    public Map<Bucket, BucketSight> look() {
        Map<Bucket, Asked> asked = new HashMap<>();
        buckets.forEach(bucket -> asked.put(bucket, ask(bucket)));
        await(asked.values().stream().map(Asked::all).toList());
        Map<Bucket, CompletableFuture<List<StreamMessage<byte[], byte[]>>>> behind = new HashMap<>();
        asked.forEach((bucket, one) -> {
            if (one.isAnswered() && one.read() < one.last()) {
                Range<String> after =
                        Range.from(Range.Boundary.excluding(one.read() + "-0"), Range.Boundary.unbounded());
                behind.put(bucket, ask(bucket, redis -> redis.xrange(ArenaKeys.log(bucket), after, Limit.from(1))));
            }
        });
        await(behind.values());
        Map<Bucket, BucketSight> found = new HashMap<>();
        asked.forEach((bucket, one) -> {
            CompletableFuture<List<StreamMessage<byte[], byte[]>>> oldest = behind.get(bucket);
            boolean known = oldest == null || (oldest.isDone() && !oldest.isCompletedExceptionally());
            if (one.isAnswered() && known) {
                found.put(bucket, sight(bucket, one, oldest == null ? List.of() : oldest.join()));
            }
        });
        return found;
    }

    private Asked ask(Bucket bucket) {
        byte[] due = ArenaKeys.due(bucket);
        return new Asked(
                ask(bucket, redis -> redis.xlen(ArenaKeys.log(bucket))),
                ask(bucket, redis -> redis.get(ArenaKeys.logNumber(bucket))),
                ask(bucket, redis -> redis.hget(ArenaKeys.readers(bucket), reader)),
                ask(bucket, redis -> redis.zcard(due)),
                ask(bucket, redis -> redis.zrangebyscoreWithScores(due, Range.unbounded(), Limit.from(1))));
    }

    private <T extends @Nullable Object> CompletableFuture<T> ask(
            Bucket bucket, Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> question) {
        try {
            return question.apply(arena.reads(bucket)).toCompletableFuture();
        } catch (NotLevelException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What has failed, or is not there in time, is seen by whoever looks at it. */
    private void await(Iterable<? extends CompletableFuture<?>> answers) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        answers.forEach(all::add);
        try {
            arena.await("looking at the buckets", CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)));
        } catch (ArenaException e) {
            // Each is looked at by itself.
        }
    }

    private BucketSight sight(Bucket bucket, Asked one, List<StreamMessage<byte[], byte[]>> oldest) {
        long now = now(bucket);
        List<ScoredValue<byte[]>> due = one.due.join();
        long closesAt = due.isEmpty() ? now : (long) due.getFirst().getScore();
        return new BucketSight(
                one.entries.join(),
                one.last(),
                one.open.join(),
                Math.max(0, now - closesAt),
                oldest.isEmpty() ? 0 : Math.max(0, now - since(bucket, oldest.getFirst(), now)));
    }

    private long now(Bucket bucket) {
        long skew = clock.skew(bucket);
        return clock.now() + (skew == ArenaClock.SKEW_UNKNOWN ? 0 : skew);
    }

    /** When the entry was decided; for one that cannot be read, when it was first seen to be the next. */
    private long since(Bucket bucket, StreamMessage<byte[], byte[]> entry, long now) {
        try {
            long decidedAt = decidedAt(bucket, entry);
            unreadable.remove(bucket);
            return decidedAt;
        } catch (RuntimeException e) {
            Unreadable known = unreadable.get(bucket);
            if (known != null && known.entry.equals(entry.getId())) {
                return known.seenAt;
            }
            LOG.error(
                    "entry {} of the bid log of bucket {} cannot be read, so no reader gets on",
                    entry.getId(),
                    bucket,
                    e);
            unreadable.put(bucket, new Unreadable(entry.getId(), now));
            return now;
        }
    }

    private static long decidedAt(Bucket bucket, StreamMessage<byte[], byte[]> entry) {
        String id = entry.getId();
        long number = Long.parseLong(id, 0, id.indexOf('-'), 10);
        return BidLogCodec.decode(bucket, number, BidLog.fields(entry))
                .decisions()
                .getFirst()
                .decidedAt()
                .toEpochMilli();
    }
}
