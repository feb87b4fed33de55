package dev.gavel.rush.bench;

import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaKeys;
import dev.gavel.shards.Buckets;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads what a Redis has done so far and what it holds.
 *
 * <p>Redis does not count its fsyncs. It makes at most one after each script, since all that writes here is a script
 * and fewer when several came in at once: the number of script calls is a bound.
 */
final class RedisGauge {
    private static final Pattern USED = Pattern.compile("^used_memory:(\\d+)", Pattern.MULTILINE);
    private static final Pattern SCRIPTS = Pattern.compile("^cmdstat_(?:eval|evalsha):calls=(\\d+)", Pattern.MULTILINE);

    private final Arena arena;
    private final Buckets buckets;

    /**
     * @param usedBytes all that Redis has allocated
     * @param logBytes of these the bid log
     */
    record Reading(long scripts, long usedBytes, long logBytes) {}

    RedisGauge(Arena arena, Buckets buckets) {
        this.arena = arena;
        this.buckets = buckets;
    }

    Reading read() {
        return new Reading(sum(SCRIPTS, info("commandstats")), sum(USED, info("memory")), logBytes());
    }

    private long logBytes() {
        List<RedisFuture<Long>> asked = buckets.all().stream()
                .map(bucket -> arena.reads(bucket)
                        .dispatch(
                                CommandType.MEMORY,
                                new IntegerOutput<>(ByteArrayCodec.INSTANCE),
                                new CommandArgs<>(ByteArrayCodec.INSTANCE)
                                        .add("USAGE")
                                        .addKey(ArenaKeys.log(bucket))
                                        .add("SAMPLES")
                                        .add(0)))
                .toList();
        long bytes = 0;
        for (RedisFuture<Long> answer : asked) {
            Long one = arena.await("reading the size of the bid log", answer);
            bytes += one == null ? 0 : one;
        }
        return bytes;
    }

    private String info(String section) {
        return arena.servers().stream()
                .map(server ->
                        arena.await("reading Redis' counters", server.reads().info(section)))
                .collect(Collectors.joining("\n"));
    }

    private static long sum(Pattern line, String info) {
        long sum = 0;
        for (Matcher found = line.matcher(info); found.find(); ) {
            sum += Long.parseLong(found.group(1));
        }
        return sum;
    }
}
