package dev.gavel.server.operations;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaException;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.arena.NotLevelException;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where nodes leave word for each other in Redis: a node its summary, an operator that a node is to be drained. Nothing
 * that is decided rests on either.
 */
final class Board {
    private static final Logger LOG = LoggerFactory.getLogger(Board.class);
    /** A node that says nothing for so long is shown without numbers. */
    private static final Duration SUMMARY_KEPT = Duration.ofSeconds(5);
    /** The node that is meant lengthens it each second; of one that has gone it expires. */
    private static final Duration WISH_KEPT = Duration.ofHours(1);

    private final Arena arena;

    Board(Arena arena) {
        this.arena = arena;
    }

    void publish(NodeId node, byte[] summary) {
        byte[] key = key("node", node);
        SetArgs kept = SetArgs.Builder.px(SUMMARY_KEPT.toMillis());
        arena.await("saying how this node is", arena.shared(key).set(key, summary, kept));
    }

    /** The summaries that there are. */
    Map<NodeId, byte[]> summaries(Iterable<NodeId> nodes) {
        return existing(nodes, "node");
    }

    /** Whether an operator wishes this node drained; lengthens the wish. */
    boolean isWished(NodeId node) {
        byte[] key = key("drain", node);
        return arena.await(
                "asking whether this node is to be drained", arena.shared(key).pexpire(key, WISH_KEPT.toMillis()));
    }

    /** Those that are to be drained. */
    Map<NodeId, byte[]> wishes(Iterable<NodeId> nodes) {
        return existing(nodes, "drain");
    }

    void wish(NodeId node, boolean drained) {
        byte[] key = key("drain", node);
        if (drained) {
            byte[] yes = "1".getBytes(UTF_8);
            arena.await(
                    "asking a node to drain",
                    arena.shared(key).set(key, yes, SetArgs.Builder.px(WISH_KEPT.toMillis())));
        } else {
            arena.await("asking a node to stay", arena.shared(key).unlink(key));
        }
    }

    /** All asked at once: on a cluster they are on several primaries, of which one that is gone hides its own only. */
    private Map<NodeId, byte[]> existing(Iterable<NodeId> nodes, String what) {
        Map<NodeId, CompletionStage<byte[]>> asked = new HashMap<>();
        nodes.forEach(node -> asked.put(node, ask(key(what, node))));
        Map<NodeId, byte[]> found = new HashMap<>();
        asked.forEach((node, answer) -> {
            try {
                byte[] value = arena.await("reading what node " + node + " says", answer);
                if (value != null) {
                    found.put(node, value);
                }
            } catch (ArenaException e) {
                LOG.debug("what node {} says is on a primary that does not answer", node, e);
            }
        });
        return found;
    }

    private CompletionStage<byte[]> ask(byte[] key) {
        try {
            return arena.shared(key).get(key);
        } catch (NotLevelException gone) {
            return CompletableFuture.failedFuture(gone);
        }
    }

    private static byte[] key(String what, NodeId node) {
        return ("gavel:" + what + ":" + node).getBytes(US_ASCII);
    }
}
