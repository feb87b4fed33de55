package dev.gavel.server.arena;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a bid of a turn is traced. Stands in the turn's entry of the bid log, so that whoever reads it can add to the
 * trace. Packed: the bid's index I2, trace id (16 bytes), span id (8 bytes).
 *
 * @param bid its index in the turn, from 0
 * @param traceHigh the upper half of the W3C trace id
 * @param traceLow the lower half
 * @param span the W3C id of the span below which the rest of the bid's road is to stand
 */
public record TraceMark(int bid, long traceHigh, long traceLow, long span) {
    private static final int BYTES = Short.BYTES + 3 * Long.BYTES;

    /** @return empty where nothing is traced */
    public static byte[] pack(List<TraceMark> marks) {
        ByteBuffer out = ByteBuffer.allocate(marks.size() * BYTES);
        for (TraceMark mark : marks) {
            out.putShort((short) mark.bid)
                    .putLong(mark.traceHigh)
                    .putLong(mark.traceLow)
                    .putLong(mark.span);
        }
        return out.array();
    }

    static List<TraceMark> unpack(byte @Nullable [] packed) {
        if (packed == null) {
            return List.of();
        }
        List<TraceMark> marks = new ArrayList<>(packed.length / BYTES);
        for (ByteBuffer in = ByteBuffer.wrap(packed); in.hasRemaining(); ) {
            marks.add(new TraceMark(Short.toUnsignedInt(in.getShort()), in.getLong(), in.getLong(), in.getLong()));
        }
        return marks;
    }
}
