package dev.gavel.server.recovery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.ArenaKeys;
import dev.gavel.server.arena.Packed;
import dev.gavel.server.arena.RestoredTurn;
import dev.gavel.server.arena.RestoredTurn.Before;
import dev.gavel.server.arena.RestoredTurn.Run;
import dev.gavel.server.arena.Turn;
import dev.gavel.shards.Bucket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The bids of a bucket whose request ids are still remembered, put back as place-bids.lua keeps them: entries of the
 * bid log, and the ids in their generations with the numbers of those entries.
 *
 * <p>The entries are new ones with new numbers. Sorted by time over at most {@link #BIDS_MAX} bids at once, so that
 * bids which shared a turn do so again as a rule, and memory is bounded however many there are.
 */
final class Remembered {
    /** Some 30 MB. */
    private static final int BIDS_MAX = 50_000;

    private final Commands commands;
    private final Bucket bucket;
    private final long generationMillis;
    private final long generationNow;
    private final long now;
    private final long before;
    private final Map<Long, Long> firstOf = new LinkedHashMap<>();
    private final List<Run> runs = new ArrayList<>();
    private @Nullable Before runBegan;
    private List<BidDecided> run = new ArrayList<>();
    private int collected;
    private long bids;
    private long entries;

    /**
     * @param now arena time in milliseconds
     * @param before the number before the first entry
     */
    Remembered(Commands commands, Bucket bucket, ArenaConfig config, long now, long before) {
        this.commands = commands;
        this.bucket = bucket;
        this.generationMillis = config.requestIdGeneration().toMillis();
        this.generationNow = now / generationMillis;
        this.now = now;
        this.before = before;
    }

    /** @param standing of its auction before it */
    void add(Before standing, BidDecided bid) {
        if (generation(bid) < generationNow - 1) {
            return;
        }
        if (!run.isEmpty() && (run.size() == Turn.BIDS_MAX || !follows(run.getLast(), bid))) {
            endRun();
        }
        if (run.isEmpty()) {
            runBegan = standing;
        }
        run.add(bid);
        bids++;
        collected++;
    }

    /** What follows is of another auction. */
    void endAuction() {
        endRun();
        if (collected >= BIDS_MAX) {
            write();
        }
    }

    /** Writes what is left. */
    void end() {
        endRun();
        write();
        firstOf.forEach((generation, first) -> {
            byte[] key = key(generation);
            commands.command("HSET", key, new byte[0], "%-65d".formatted(first).getBytes(US_ASCII));
            commands.command("PEXPIRE", key, Packed.decimal((generation + 2) * generationMillis - now));
        });
    }

    /** The number of the last entry. */
    long lastNumber() {
        return before + entries;
    }

    long bids() {
        return bids;
    }

    private static boolean follows(BidDecided last, BidDecided next) {
        return next.auction().equals(last.auction())
                && next.sequence() == last.sequence() + 1
                && next.decidedAt().equals(last.decidedAt());
    }

    private void endRun() {
        if (runBegan != null && !run.isEmpty()) {
            runs.add(new Run(runBegan, run));
            run = new ArrayList<>();
        }
    }

    private void write() {
        runs.sort(Comparator.comparing(Run::decidedAt));
        var turn = new RestoredTurn();
        for (Run next : runs) {
            if (!turn.add(next)) {
                write(turn);
                turn = new RestoredTurn();
                turn.add(next);
            }
        }
        if (!runs.isEmpty()) {
            write(turn);
        }
        runs.clear();
        collected = 0;
    }

    private void write(RestoredTurn turn) {
        long number = before + ++entries;
        Map<Character, byte[]> fields = turn.fields(number);
        List<byte[]> entry = new ArrayList<>();
        entry.add((number + "-0").getBytes(US_ASCII));
        for (char name : new char[] {'b', 't', 'o', 'c', 'e'}) {
            entry.add(new byte[] {(byte) name});
            entry.add(fields.getOrDefault(name, new byte[0]));
        }
        commands.command("XADD", ArenaKeys.log(bucket), entry);
        byte[] value = Packed.decimal(number);
        List<byte[]> ids = new ArrayList<>();
        for (BidDecided bid : turn.bids()) {
            ids.add(identity(bid));
            ids.add(value);
        }
        long generation = turn.decidedAt().toEpochMilli() / generationMillis;
        firstOf.merge(generation, number, Math::min);
        commands.command("HSET", key(generation), ids);
    }

    private long generation(BidDecided bid) {
        return bid.decidedAt().toEpochMilli() / generationMillis;
    }

    private byte[] key(long generation) {
        return ArenaKeys.requestIds(bucket, (int) (generation % ArenaKeys.REQUEST_ID_GENERATIONS));
    }

    /** As a turn has it: auction, request id, bidder. */
    private static byte[] identity(BidDecided decided) {
        byte[] bidder = decided.bid().bidder().value().getBytes(US_ASCII);
        UUID request = decided.bid().requestId().uuid();
        return ByteBuffer.allocate(3 * Long.BYTES + bidder.length)
                .putLong(decided.auction().value())
                .putLong(request.getMostSignificantBits())
                .putLong(request.getLeastSignificantBits())
                .put(bidder)
                .array();
    }
}
