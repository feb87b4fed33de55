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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Calls {@code close-due.lua}. Idempotent: any node may call it for any bucket at any time. */
public final class CloseDue {
    /** How many auctions one script call closes: some 5 ms of Redis. */
    public static final int AUCTIONS_MAX = 500;

    /** Before it are the keys of the bucket. */
    private static final int FIRST_STATE = 4;

    private final Arena arena;
    private final Script script;

    public CloseDue(Arena arena) {
        this.arena = arena;
        this.script = arena.script(CloseDue.class, "close-due.lua");
    }

    /**
     * Closes auctions of the bucket whose close and drain have passed, unless some node still holds bids for them.
     *
     * @param drained how far the nodes are
     * @param nowMillis arena time; where it is ahead of Redis, the script leaves what is not due yet
     * @return how many were closed; {@link #AUCTIONS_MAX} means that there may be more
     */
    public CompletionStage<Long> close(Bucket bucket, long nowMillis, Drained drained) {
        long due = nowMillis - arena.config().drain().toMillis();
        return arena.reads(bucket)
                .zrangebyscore(ArenaKeys.due(bucket), Range.create(0, due), Limit.from(AUCTIONS_MAX))
                .thenCompose(members -> members.isEmpty()
                        ? CompletableFuture.completedFuture(0L)
                        : close(
                                bucket,
                                members.stream()
                                        .map(member -> AuctionId.parse(new String(member, US_ASCII)))
                                        .toList(),
                                drained));
    }

    private CompletionStage<Long> close(Bucket bucket, List<AuctionId> auctions, Drained drained) {
        byte[][] keys = new byte[FIRST_STATE + auctions.size()][];
        keys[0] = ArenaKeys.logNumber(bucket);
        keys[1] = ArenaKeys.log(bucket);
        keys[2] = ArenaKeys.due(bucket);
        keys[3] = ArenaKeys.drained(bucket);
        ByteBuffer ids = ByteBuffer.allocate(auctions.size() * Long.BYTES);
        for (int i = 0; i < auctions.size(); i++) {
            keys[FIRST_STATE + i] = ArenaKeys.state(bucket, auctions.get(i));
            ids.putLong(auctions.get(i).value());
        }
        return arena.run(
                arena.writes(bucket),
                script,
                ScriptOutputType.INTEGER,
                keys,
                Packed.decimal(arena.config().drain().toMillis()),
                Packed.decimal(arena.config().drainMax().toMillis()),
                ids.array(),
                drained.packedSelf(),
                drained.packedAnsweredBefore(),
                drained.packedOthers(),
                arena.fence(bucket));
    }
}
