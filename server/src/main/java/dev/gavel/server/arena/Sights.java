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

/** Looks at every bucket, with five commands for each, all sent before the first answer is waited for. Blocks. */
public final class Sights {
    private final Arena arena;
    private final ArenaClock clock;
    private final List<Bucket> buckets;
    private final byte[] reader;

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

        boolean isAnswered() {
            CompletableFuture<Void> all = all();
            return all.isDone() && !all.isCompletedExceptionally();
        }
    }

    /** Of those that were answered within the time that a command has, all of them together. */
    public Map<Bucket, BucketSight> look() {
        Map<Bucket, Asked> asked = new HashMap<>();
        buckets.forEach(bucket -> asked.put(bucket, ask(bucket)));
        await(asked.values().stream().map(Asked::all).toList());
        Map<Bucket, CompletableFuture<List<StreamMessage<byte[], byte[]>>>> behind = new HashMap<>();
        asked.forEach((bucket, one) -> {
            if (one.isAnswered() && position(one) < end(one)) {
                Range<String> after =
                        Range.from(Range.Boundary.excluding(position(one) + "-0"), Range.Boundary.unbounded());
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
                end(one),
                one.open.join(),
                Math.max(0, now - closesAt),
                oldest.isEmpty() ? 0 : Math.max(0, now - decidedAt(bucket, oldest.getFirst())));
    }

    private long now(Bucket bucket) {
        long skew = clock.skew(bucket);
        return clock.now() + (skew == ArenaClock.SKEW_UNKNOWN ? 0 : skew);
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

    private static long end(Asked one) {
        return BidLog.number(one.end.join());
    }

    /** A reader that has not said anything yet has nothing to read, or will say within its next cycle. */
    private static long position(Asked one) {
        byte[] position = one.position.join();
        return position == null ? end(one) : Long.parseLong(new String(position, US_ASCII));
    }
}
