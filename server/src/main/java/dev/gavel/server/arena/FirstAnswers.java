package dev.gavel.server.arena;

import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.shards.Bucket;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The decisions that the known request ids of a turn have had, read from the entries of the bid log that hold them. A
 * request id is forgotten before its entry is trimmed.
 */
public final class FirstAnswers {
    private final Map<Integer, BidDecided> byBid;

    private FirstAnswers(Map<Integer, BidDecided> byBid) {
        this.byBid = byBid;
    }

    /** @param bid its index in the turn; null if its request id has been forgotten in the meantime */
    public @Nullable BidDecided of(int bid) {
        return byBid.get(bid);
    }

    /** @param known index I2 of each known bid and number I8 of its entry, as {@code place-bids.lua} replies */
    public static CompletionStage<FirstAnswers> find(Arena arena, Bucket bucket, Turn turn, byte[] known) {
        Map<Long, CompletableFuture<List<StreamMessage<byte[], byte[]>>>> asked = new HashMap<>();
        Map<Integer, Long> entryOf = new HashMap<>();
        for (ByteBuffer in = ByteBuffer.wrap(known); in.hasRemaining(); ) {
            int bid = in.getShort();
            long number = in.getLong();
            entryOf.put(bid, number);
            asked.computeIfAbsent(
                    number,
                    _ -> arena.reads(bucket)
                            .xrange(ArenaKeys.log(bucket), Range.create(number + "-0", number + "-0"))
                            .toCompletableFuture());
        }
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(_ -> {
                    Map<Long, List<BidDecided>> entries = new HashMap<>();
                    asked.forEach((number, answer) -> entries.put(number, decisions(bucket, number, answer.join())));
                    Map<Integer, BidDecided> byBid = new HashMap<>();
                    entryOf.forEach((bid, number) -> entries.getOrDefault(number, List.of()).stream()
                            .filter(decided -> isFirst(decided, turn.bids().get(bid)))
                            .findFirst()
                            .ifPresent(decided -> byBid.put(bid, decided)));
                    return new FirstAnswers(byBid);
                });
    }

    private static List<BidDecided> decisions(
            Bucket bucket, long number, List<StreamMessage<byte[], byte[]>> messages) {
        return messages.stream()
                .flatMap(message -> BidLogCodec.decode(bucket, number, BidLog.fields(message)).decisions().stream())
                .filter(BidDecided.class::isInstance)
                .map(BidDecided.class::cast)
                .toList();
    }

    private static boolean isFirst(BidDecided decided, ArrivedBid again) {
        return decided.auction().equals(again.auction())
                && decided.bid().requestId().equals(again.bid().requestId())
                && decided.bid().bidder().equals(again.bid().bidder());
    }
}
