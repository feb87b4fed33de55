package dev.gavel.server.arena;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;

/** One run of a server: chosen at random when it starts, so that two nodes, or a node and its successor, differ. */
public record NodeId(long value) {
    public static NodeId random() {
        return new NodeId(new SecureRandom().nextLong());
    }

    /** @param packed as {@link #bytes} gives it */
    public static NodeId of(byte[] packed) {
        return new NodeId(ByteBuffer.wrap(packed).getLong());
    }

    /** As scripts are given it, and as the bid log has it. */
    public byte[] bytes() {
        return Packed.bytes(value);
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
