package dev.gavel.server.recovery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaKeys;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.Packed;
import dev.gavel.server.arena.Script;
import dev.gavel.shards.Bucket;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * A bucket in the hands of one recovery. It writes nothing once another has the bucket: every call looks first.
 *
 * <p>Commands are collected into calls of a bounded size, of which a bounded number are under way. For one thread.
 */
final class Claim implements Commands {
    /** A recovery that has died holds the others up for so long; a living one calls far more often. */
    static final Duration LEASE = Duration.ofSeconds(10);
    /** A call keeps Redis busy for some milliseconds; Lua's unpack of one command takes less than 8,000 values. */
    private static final int WORDS_MAX = 4_000;

    private static final int BYTES_MAX = 512 * 1024;
    private static final int CALLS_MAX = 8;

    private final Arena arena;
    private final Script restore;
    private final Bucket bucket;
    private final byte[] token;
    private final long number;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> words = new ArrayList<>();
    private final Queue<CompletionStage<Long>> underWay = new ArrayDeque<>();
    private int commands;
    private int bytes;

    private Claim(Arena arena, Bucket bucket, byte[] token, long number) {
        this.arena = arena;
        this.restore = arena.script(Claim.class, "restore.lua");
        this.bucket = bucket;
        this.token = token;
        this.number = number;
    }

    /**
     * @param levelAt how far the log must have come
     * @return empty if the bucket is level, or another recovery has it
     */
    static Optional<Claim> take(Arena arena, Bucket bucket, long levelAt) {
        byte[] token = UUID.randomUUID().toString().getBytes(US_ASCII);
        byte[] number = arena.await(
                "claiming bucket " + bucket,
                arena.run(
                        arena.reads(bucket),
                        arena.script(Claim.class, "claim.lua"),
                        ScriptOutputType.VALUE,
                        new byte[][] {ArenaKeys.logNumber(bucket)},
                        token,
                        Packed.decimal(LEASE.toMillis()),
                        Packed.decimal(levelAt)));
        return Optional.ofNullable(number).map(it -> new Claim(arena, bucket, token, BidLog.number(it)));
    }

    /** The number that the bucket's log had when it was claimed. */
    long number() {
        return number;
    }

    @Override
    public void command(String name, byte[] key, List<byte[]> rest) {
        int length = key.length + rest.stream().mapToInt(word -> word.length).sum();
        if (words.size() + rest.size() > WORDS_MAX || bytes + length > BYTES_MAX) {
            send(OptionalLong.empty());
        }
        keys.add(key);
        words.add(Packed.decimal(2L + rest.size()));
        words.add(name.getBytes(US_ASCII));
        words.add(key);
        words.addAll(rest);
        commands++;
        bytes += length;
    }

    /** Keeps the bucket while nothing is written. */
    void renew() {
        send(OptionalLong.empty());
        awaitAll();
    }

    /** Opens the bucket for bids. */
    void release(long logNumber) {
        send(OptionalLong.empty());
        awaitAll();
        send(OptionalLong.of(logNumber));
        awaitAll();
    }

    private void send(OptionalLong end) {
        List<byte[]> arguments = new ArrayList<>(words.size() + 4);
        arguments.add(token);
        arguments.add(Packed.decimal(LEASE.toMillis()));
        arguments.add(end.isPresent() ? Packed.decimal(end.getAsLong()) : new byte[0]);
        arguments.add(Packed.decimal(commands));
        arguments.addAll(words);
        keys.addFirst(ArenaKeys.logNumber(bucket));
        if (underWay.size() >= CALLS_MAX) {
            await(underWay.remove());
        }
        underWay.add(arena.run(
                arena.reads(bucket),
                restore,
                ScriptOutputType.INTEGER,
                keys.toArray(byte[][]::new),
                arguments.toArray(byte[][]::new)));
        keys.clear();
        words.clear();
        commands = 0;
        bytes = 0;
    }

    private void awaitAll() {
        while (!underWay.isEmpty()) {
            await(underWay.remove());
        }
    }

    private void await(CompletionStage<Long> call) {
        arena.await("restoring bucket " + bucket, call);
    }
}
