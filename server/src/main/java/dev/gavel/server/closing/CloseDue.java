package dev.gavel.server.closing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaKeys;
import dev.gavel.server.arena.Packed;
import dev.gavel.server.arena.Script;
import dev.gavel.shards.Bucket;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Calls {@code close-due.lua}. Idempotent: any node may call it for any bucket at any time. */
public final class CloseDue {
    /** How many auctions one script call closes: some 5 ms of Redis. */
    public static final int AUCTIONS_MAX = 500;

    /** Before it are the keys of the bucket. */
    private static final int FIRST_STATE = 5;

    private static final int REPLIES = 2;

    private final Arena arena;
    private final Script script;

    /** What one call did. */
    public record Rung(long closed, long postponed) {
        private static final Rung NOTHING = new Rung(0, 0);

        /** Whether there may be more to do. */
        public boolean full() {
            return closed + postponed == AUCTIONS_MAX;
        }
    }

    public CloseDue(Arena arena) {
        this.arena = arena;
        this.script = arena.script(CloseDue.class, "close-due.lua");
    }

    /**
     * Closes auctions of the bucket whose close and drain have passed, unless some node still holds bids for them. For
     * arenas that nobody watches: a time without calls is no outage.
     *
     * @param drained how far the nodes are
     * @param nowMillis arena time; where it is ahead of Redis, the script leaves what is not due yet
     */
    public CompletionStage<Rung> close(Bucket bucket, long nowMillis, Drained drained) {
        return ring(bucket, nowMillis, drained, false, Duration.ZERO);
    }

    /**
     * The same where the time since the last call tells an outage, whose auctions are postponed.
     *
     * @param say whether the script is to be called even if nothing is due, because the last call was a while ago
     */
    public CompletionStage<Rung> watch(Bucket bucket, long nowMillis, Drained drained, boolean say) {
        return ring(bucket, nowMillis, drained, say, arena.config().outageAfter());
    }

    /** Closes nothing, and keeps the time until the next call from being an outage. */
    CompletionStage<Rung> sayWatched(Bucket bucket, Drained drained) {
        return call(bucket, List.of(), drained, arena.config().outageAfter());
    }

    private CompletionStage<Rung> ring(
            Bucket bucket, long nowMillis, Drained drained, boolean say, Duration outageAfter) {
        long due = nowMillis - arena.config().drain().toMillis();
        return arena.reads(bucket)
                .zrangebyscore(ArenaKeys.due(bucket), Range.create(0, due), Limit.from(AUCTIONS_MAX))
                .thenCompose(members -> members.isEmpty() && !say
                        ? CompletableFuture.completedFuture(Rung.NOTHING)
                        : call(
                                bucket,
                                members.stream()
                                        .map(member -> AuctionId.parse(new String(member, US_ASCII)))
                                        .toList(),
                                drained,
                                outageAfter));
    }

    private CompletionStage<Rung> call(Bucket bucket, List<AuctionId> auctions, Drained drained, Duration outageAfter) {
        byte[][] keys = new byte[FIRST_STATE + auctions.size()][];
        keys[0] = ArenaKeys.logNumber(bucket);
        keys[1] = ArenaKeys.log(bucket);
        keys[2] = ArenaKeys.due(bucket);
        keys[3] = ArenaKeys.drained(bucket);
        keys[4] = ArenaKeys.watched(bucket);
        ByteBuffer ids = ByteBuffer.allocate(auctions.size() * Long.BYTES);
        for (int i = 0; i < auctions.size(); i++) {
            keys[FIRST_STATE + i] = ArenaKeys.state(bucket, auctions.get(i));
            ids.putLong(auctions.get(i).value());
        }
        CompletionStage<List<Long>> called = arena.run(
                arena.writes(bucket),
                script,
                ScriptOutputType.MULTI,
                keys,
                Packed.decimal(arena.config().drain().toMillis()),
                Packed.decimal(arena.config().drainMax().toMillis()),
                ids.array(),
                drained.packedSelf(),
                drained.packedAnsweredBefore(),
                drained.packedOthers(),
                arena.fence(bucket),
                Packed.decimal(outageAfter.toMillis()));
        return called.thenApply(CloseDue::rung);
    }

    private static Rung rung(List<Long> reply) {
        if (reply.size() != REPLIES) {
            throw new IllegalStateException("close-due.lua replied " + reply);
        }
        return new Rung(reply.getFirst(), reply.getLast());
    }
}
