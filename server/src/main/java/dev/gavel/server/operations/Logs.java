package dev.gavel.server.operations;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaException;
import dev.gavel.server.arena.ArenaKeys;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.NotLevelException;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How long the bid logs are and how far the ledger has read them, asked of Redis: three commands a bucket, at most once
 * a second however many operators look, and not at all while none does.
 */
final class Logs {
    private static final Duration KEPT = Duration.ofMillis(900);

    private final Arena arena;
    private final List<Bucket> buckets;
    private final byte[] reader;
    private final ToIntFunction<Bucket> shardOf;
    private final LongSupplier nanoTime;
    private List<Views.Log> found = List.of();
    private long foundAtNanos;

    /** @param reader whose position counts */
    Logs(Arena arena, Buckets buckets, String reader, ToIntFunction<Bucket> shardOf, LongSupplier nanoTime) {
        this.arena = arena;
        this.buckets = buckets.all();
        this.reader = reader.getBytes(US_ASCII);
        this.shardOf = shardOf;
        this.nanoTime = nanoTime;
    }

    private record Asked(
            Bucket bucket,
            CompletionStage<Long> length,
            CompletionStage<byte[]> end,
            CompletionStage<byte[]> position) {}

    synchronized List<Views.Log> look() {
        long now = nanoTime.getAsLong();
        if (found.isEmpty() || now - foundAtNanos > KEPT.toNanos()) {
            List<Asked> asked = buckets.stream().map(this::ask).toList();
            List<Views.Log> answers = new ArrayList<>(asked.size());
            asked.forEach(one -> answers.add(answer(one)));
            found = List.copyOf(answers);
            foundAtNanos = nanoTime.getAsLong();
        }
        return found;
    }

    private Asked ask(Bucket bucket) {
        return new Asked(
                bucket,
                ask(bucket, redis -> redis.xlen(ArenaKeys.log(bucket))),
                ask(bucket, redis -> redis.get(ArenaKeys.logNumber(bucket))),
                ask(bucket, redis -> redis.hget(ArenaKeys.readers(bucket), reader)));
    }

    private <T> CompletionStage<T> ask(
            Bucket bucket, Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> question) {
        try {
            return question.apply(arena.reads(bucket));
        } catch (NotLevelException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Views.Log answer(Asked asked) {
        Bucket bucket = asked.bucket;
        Long entries = null;
        Long behind = null;
        try {
            entries = arena.await("reading the length of the log of bucket " + bucket, asked.length);
            long end = BidLog.number(arena.await("reading the end of the log of bucket " + bucket, asked.end));
            byte[] position = arena.await("reading a reader's position in bucket " + bucket, asked.position);
            behind = Math.max(0, end - number(position, end));
        } catch (ArenaException | NotLevelException e) {
            // Shown as not known: the others' are, and health says what is wrong.
        }
        return new Views.Log(bucket.number(), shardOf.applyAsInt(bucket), arena.serverName(bucket), entries, behind);
    }

    /** A reader that has not said anything yet has nothing to read, or will say within its next cycle. */
    private static long number(byte @Nullable [] position, long end) {
        return position == null ? end : Long.parseLong(new String(position, US_ASCII));
    }
}
