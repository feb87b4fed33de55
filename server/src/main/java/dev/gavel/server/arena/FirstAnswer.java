package dev.gavel.server.arena;

import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the arena remembers of a request id: the content it came with and the answer that it got. */
public record FirstAnswer(
        Money amount,
        long sequence,
        @Nullable Money price,
        Instant closesAt,
        Instant receivedAt,
        Instant decidedAt,
        Outcome outcome) {

    /** Reads a record as {@code place-bids.lua} packs it. */
    public static FirstAnswer unpack(ByteBuffer in) {
        return new FirstAnswer(
                new Money(in.getLong()),
                in.getLong(),
                TurnOutcome.priceOrNull(in.getLong()),
                Packed.getInstant(in),
                Packed.getInstant(in),
                Packed.getInstant(in),
                Objects.requireNonNull(TurnOutcome.parse((char) in.get()), "a first answer that decided nothing"));
    }
}
