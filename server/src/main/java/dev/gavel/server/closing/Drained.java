package dev.gavel.server.closing;

import dev.gavel.server.arena.NodeId;
import dev.gavel.server.arena.Packed;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the nodes have answered what they received, as far as the one that rings a bell knows.
 *
 * @param self null where nobody holds bids
 * @param answeredBefore all that it received before this, in milliseconds of arena time, has been answered
 * @param others the nodes that say in the arena how far they are
 */
public record Drained(@Nullable NodeId self, long answeredBefore, List<NodeId> others) {

    /** For those who decide auctions alone and in order: no node holds anything. */
    public static final Drained ALL = new Drained(null, 0, List.of());

    byte[] packedSelf() {
        return self == null ? new byte[0] : self.bytes();
    }

    byte[] packedAnsweredBefore() {
        return Packed.decimal(answeredBefore);
    }

    byte[] packedOthers() {
        ByteBuffer out = ByteBuffer.allocate(others.size() * Long.BYTES);
        others.forEach(node -> out.putLong(node.value()));
        return out.array();
    }
}
