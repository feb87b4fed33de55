package dev.gavel.server.bidding;

import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.NotSafeException;
import dev.gavel.server.arena.RedisServer;
import dev.gavel.server.arena.SafeCopy;
import dev.gavel.shards.Bucket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a turn has decided from being told until a copy of the bid log has it, too.
 *
 * <p>The copy knows entries by their numbers. A Redis that was lost with a number that the copy had not read may come
 * back and give it to another entry. So a number stands for this turn's entry only while the connections live over
 * which it was given: after that the outcome is unknown, and its bidder may ask again.
 */
final class HoldBack {
    private final SafeCopy copy;

    private HoldBack(SafeCopy copy) {
        this.copy = copy;
    }

    static HoldBack until(@Nullable SafeCopy copy) {
        if (copy == null) {
            throw new IllegalArgumentException("the durability log needs a copy of the bid log");
        }
        return new HoldBack(copy);
    }

    /** Before the turn is sent. */
    Turn turn(Arena arena, Bucket bucket) {
        RedisServer server = arena.server(bucket);
        return new Turn(copy, arena, bucket, server, server.connections());
    }

    /** @param connections of the server before the turn was sent */
    record Turn(SafeCopy copy, Arena arena, Bucket bucket, RedisServer server, long connections) {
        /**
         * @param entry of the turn; 0 if nothing was decided
         * @param known index I2 of each bid that an earlier turn has decided and number I8 of its entry
         */
        TurnReply back(TurnReply reply, long entry, byte[] known) {
            CompletionStage<Void> safe = copy.has(bucket, newest(entry, known)).thenRun(this::requireSameRedis);
            return new HeldBack(reply, safe);
        }

        private void requireSameRedis() {
            if (!server.equals(arena.serverOf(bucket)) || server.connections() != connections) {
                throw new NotSafeException(
                        "a connection to Redis was lost before it was known that the copy of the bid log has the turn");
            }
        }

        private static long newest(long entry, byte[] known) {
            long newest = entry;
            for (ByteBuffer in = ByteBuffer.wrap(known); in.hasRemaining(); ) {
                in.getShort();
                newest = Math.max(newest, in.getLong());
            }
            return newest;
        }
    }

    private record HeldBack(TurnReply reply, CompletionStage<Void> safe) implements TurnReply {
        @Override
        public List<Answer> answers() {
            return reply.answers();
        }
    }
}
