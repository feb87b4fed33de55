package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.SetArgs;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * In which format the arena is written: one for all nodes, whatever newer ones they know, until an operator raises it.
 * So nodes of two builds can stand side by side, and the older one can come back.
 */
public final class ArenaFormat {
    /** In the slot of no bucket. */
    private static final byte[] FORMAT = "gavel:format".getBytes(US_ASCII);

    private final Arena arena;
    private final FormatRange range;
    /** The one that was read last; where Redis has lost it, it is founded again with this. */
    private volatile int written;

    ArenaFormat(Arena arena, FormatRange range) {
        this.arena = arena;
        this.range = range;
        this.written = range.oldest();
    }

    /** What this build knows. */
    public FormatRange known() {
        return range;
    }

    /** As read last. */
    public int written() {
        return written;
    }

    /**
     * Why this build may not write to the arena, in one line; null if it may. Founds the format if nobody has: the
     * oldest that this build knows, since a node of an older build may stand beside it.
     */
    public @Nullable String trouble() {
        String found = read();
        if (found == null) {
            arena.await(
                    "founding the arena's format",
                    arena.shared(FORMAT).set(FORMAT, Packed.decimal(written), SetArgs.Builder.nx()));
            found = String.valueOf(read());
        }
        if (!found.matches("[1-9]\\d{0,8}") || !range.knows(Integer.parseInt(found))) {
            return "Redis at " + arena.address() + " is written in format " + found + ", but this build knows "
                    + range.words() + "; run a build that knows it (gavel generation shows the nodes')";
        }
        written = Integer.parseInt(found);
        return null;
    }

    /**
     * Raises it to the newest that this build knows.
     *
     * @param nodes all that may write to the arena; empty of one that does not say what it knows
     * @return why it was not raised, in one line; empty if it was
     */
    public Optional<String> raise(Map<NodeId, Optional<FormatRange>> nodes) {
        String trouble = trouble();
        if (trouble != null) {
            return Optional.of(trouble);
        }
        if (written == range.newest()) {
            return Optional.of("the arena is written in format " + written + ", and this build knows no newer one");
        }
        var behind = new TreeSet<String>();
        nodes.forEach((node, known) -> {
            if (known.isEmpty() || !known.get().knows(range.newest())) {
                behind.add(node + " (" + known.map(FormatRange::words).orElse("does not say what it knows") + ")");
            }
        });
        if (!behind.isEmpty()) {
            return Optional.of("the arena stays at format " + written + ": format " + range.newest()
                    + " is not known to node " + String.join(", node ", behind));
        }
        arena.await("raising the arena's format", arena.shared(FORMAT).set(FORMAT, Packed.decimal(range.newest())));
        written = range.newest();
        return Optional.empty();
    }

    private @Nullable String read() {
        byte[] found =
                arena.await("reading the arena's format", arena.shared(FORMAT).get(FORMAT));
        return found == null ? null : new String(found, US_ASCII);
    }
}
