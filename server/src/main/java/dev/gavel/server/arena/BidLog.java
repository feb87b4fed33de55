package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.shards.Bucket;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The bid log of every bucket: streams in Redis whose entries are numbered 1, 2, 3, … */
public final class BidLog implements LogSource {
    /** With 512 bids an entry, about 3 MB of one bucket in one answer. */
    public static final int ENTRIES_MAX = 64;

    private static final String CLAIMED = "recovering ";

    private final Arena arena;
    private final List<String> durableReaders;
    private final Script trim;

    /** @param durableReaders the readers that keep a position, which the log is not trimmed beyond */
    public BidLog(Arena arena, List<String> durableReaders) {
        this.arena = arena;
        this.durableReaders = List.copyOf(durableReaders);
        this.trim = arena.script(BidLog.class, "trim-log.lua");
    }

    @Override
    public Map<Bucket, List<LogEntry>> read(Map<Bucket, Long> positions) {
        Map<Asked, CompletionStage<List<StreamMessage<byte[], byte[]>>>> asked = new HashMap<>();
        for (List<Bucket> together : arena.together(positions.keySet())) {
            StreamOffset<byte[]>[] from = from(together, positions);
            asked.put(
                    new Asked(together),
                    ask(together.getFirst(), redis -> redis.xread(XReadArgs.Builder.count(ENTRIES_MAX), from)));
        }
        Map<Bucket, List<LogEntry>> entries = new HashMap<>();
        answers("reading the bid log of ", asked).forEach((of, messages) -> {
            for (Map.Entry<Bucket, List<StreamMessage<byte[], byte[]>>> one :
                    byBucket(of.buckets(), messages).entrySet()) {
                Bucket bucket = one.getKey();
                entries.put(bucket, decode(bucket, positions.getOrDefault(bucket, 0L), one.getValue()));
            }
        });
        return entries;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of a generic type
    private static StreamOffset<byte[]>[] from(List<Bucket> buckets, Map<Bucket, Long> positions) {
        return buckets.stream()
                .map(bucket -> StreamOffset.from(ArenaKeys.log(bucket), positions.getOrDefault(bucket, 0L) + "-0"))
                .toArray(StreamOffset[]::new);
    }

    /** What one command asked for; for messages. */
    private record Asked(List<Bucket> buckets) {
        @Override
        public String toString() {
            return buckets.size() == 1 ? "bucket " + buckets.getFirst() : buckets.size() + " buckets";
        }
    }

    private static Map<Bucket, List<StreamMessage<byte[], byte[]>>> byBucket(
            List<Bucket> buckets, List<StreamMessage<byte[], byte[]>> messages) {
        if (messages.isEmpty()) {
            return Map.of();
        }
        Map<ByteBuffer, Bucket> byKey = new HashMap<>();
        buckets.forEach(bucket -> byKey.put(ByteBuffer.wrap(ArenaKeys.log(bucket)), bucket));
        Map<Bucket, List<StreamMessage<byte[], byte[]>>> sorted = new HashMap<>();
        for (StreamMessage<byte[], byte[]> message : messages) {
            Bucket bucket = byKey.get(ByteBuffer.wrap(message.getStream()));
            sorted.computeIfAbsent(bucket, _ -> new ArrayList<>()).add(message);
        }
        return sorted;
    }

    @Override
    public Map<Bucket, Long> ends(List<Bucket> buckets) {
        Map<Bucket, CompletionStage<byte[]>> asked = new HashMap<>();
        for (Bucket bucket : buckets) {
            asked.put(bucket, ask(bucket, redis -> redis.get(ArenaKeys.logNumber(bucket))));
        }
        Map<Bucket, Long> ends = new HashMap<>();
        answers("reading the end of the bid log of bucket ", asked).forEach((bucket, kept) -> {
            // The log that was ends, and another one begins: neither end is the one to hold a position against.
            if (!isClaimed(kept)) {
                ends.put(bucket, number(kept));
            }
        });
        return ends;
    }

    /** Whether a recovery has the bucket whose log number's key holds this (claim.lua). */
    public static boolean isClaimed(byte @Nullable [] kept) {
        return kept != null && new String(kept, US_ASCII).startsWith(CLAIMED);
    }

    private <T extends @Nullable Object> CompletionStage<T> ask(
            Bucket bucket, Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> question) {
        try {
            return question.apply(arena.server(bucket).log());
        } catch (NotLevelException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A Redis that does not answer must not keep what the others have from their readers. */
    private <K, T extends @Nullable Object> Map<K, T> answers(String attempted, Map<K, CompletionStage<T>> asked) {
        Map<K, T> answers = new HashMap<>();
        ArenaException failure = null;
        for (var one : asked.entrySet()) {
            try {
                answers.put(one.getKey(), arena.await(attempted + one.getKey(), one.getValue()));
            } catch (ArenaException e) {
                failure = e;
            }
        }
        if (failure != null && answers.isEmpty()) {
            throw failure;
        }
        return answers;
    }

    /** The number that the key of a bucket's log number holds, also while the bucket is being recovered (claim.lua). */
    public static long number(byte @Nullable [] kept) {
        if (kept == null) {
            return 0;
        }
        String text = new String(kept, US_ASCII);
        return Long.parseLong(text.substring(text.lastIndexOf(' ') + 1));
    }

    @Override
    public void done(String reader, Map<Bucket, Long> positions) {
        List<CompletionStage<Long>> trimmed = new ArrayList<>();
        positions.forEach((bucket, position) -> {
            List<byte[]> arguments = new ArrayList<>();
            arguments.add(reader.getBytes(US_ASCII));
            arguments.add(Packed.decimal(position));
            arguments.add(Packed.decimal(arena.config().logEntriesKept()));
            arguments.add(Packed.decimal(durableReaders.size()));
            durableReaders.forEach(name -> arguments.add(name.getBytes(US_ASCII)));
            byte[][] words = arguments.toArray(byte[][]::new);
            trimmed.add(
                    ask(bucket, redis -> arena.run(redis, trim, ScriptOutputType.INTEGER, trimKeys(bucket), words)));
        });
        trimmed.forEach(answer -> arena.await("trimming the bid log", answer));
    }

    private static byte[][] trimKeys(Bucket bucket) {
        byte[][] keys = new byte[2 + ArenaKeys.REQUEST_ID_GENERATIONS][];
        keys[0] = ArenaKeys.log(bucket);
        keys[1] = ArenaKeys.readers(bucket);
        for (int generation = 0; generation < ArenaKeys.REQUEST_ID_GENERATIONS; generation++) {
            keys[2 + generation] = ArenaKeys.requestIds(bucket, generation);
        }
        return keys;
    }

    private static List<LogEntry> decode(Bucket bucket, long position, List<StreamMessage<byte[], byte[]>> messages) {
        List<LogEntry> entries = new ArrayList<>(messages.size());
        long expected = position + 1;
        for (StreamMessage<byte[], byte[]> message : messages) {
            long number = number(message.getId());
            if (number != expected) {
                throw new LogGapException(bucket, expected - 1, "the next entry is " + number);
            }
            entries.add(BidLogCodec.decode(bucket, number, fields(message)));
            expected++;
        }
        return entries;
    }

    private static long number(String streamId) {
        return Long.parseLong(streamId, 0, streamId.indexOf('-'), 10);
    }

    static Map<Character, byte[]> fields(StreamMessage<byte[], byte[]> message) {
        Map<Character, byte[]> fields = new HashMap<>();
        message.getBody().forEach((name, value) -> fields.put((char) name[0], value));
        return fields;
    }
}
