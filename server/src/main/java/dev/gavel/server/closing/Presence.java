package dev.gavel.server.closing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.FormatRange;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.platform.Repeating;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Says in the arena that this node is there, and finds out which others are: a bell waits for them.
 *
 * <p>A node counts as gone when it has not beaten for {@link #GONE_AFTER} during which this one could read. So an
 * outage of Redis, in which nobody can beat, lets nobody go. Nor does one after which the list is empty, with the files
 * of Redis: who was on it is waited for until it is there again, or for {@link #LOST_KEPT}.
 */
public final class Presence implements AutoCloseable {
    private static final byte[] NODES = "gavel:nodes".getBytes(US_ASCII);
    private static final Duration BEAT_EVERY = Duration.ofMillis(500);
    static final Duration GONE_AFTER = Duration.ofSeconds(3);
    /** Without a successful reading for so long, what is known of the others says nothing. */
    private static final Duration READ_EVERY_MAX = Duration.ofSeconds(1);
    /** No bell waits longer anyway, unless it is set otherwise. */
    static final Duration LOST_KEPT = Duration.ofSeconds(15);
    /** Whose entry is that old is taken off the list. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Arena arena;
    private final ArenaClock clock;
    private final NodeId self;
    private final LongSupplier nanoTime;
    private final Map<NodeId, Beat> beats = new HashMap<>();
    private final Repeating beating;
    /** Who was on a list that was lost, and since when. */
    private final Map<NodeId, Long> lost = new HashMap<>();

    private List<NodeId> seen = List.of();
    private long readAt;
    private boolean failing;

    /** @param sinceNanos when it was first seen */
    private record Beat(long at, long sinceNanos) {}

    /** On the list before it returns, so that bids may be taken. */
    public Presence(Arena arena, ArenaClock clock, NodeId self) {
        this(arena, clock, self, System::nanoTime);
    }

    /** With another monotonic clock, for tests. */
    Presence(Arena arena, ArenaClock clock, NodeId self, LongSupplier nanoTime) {
        this.arena = arena;
        this.clock = clock;
        this.self = self;
        this.nanoTime = nanoTime;
        this.readAt = nanoTime.getAsLong();
        beat();
        this.beating = new Repeating("presence", BEAT_EVERY, this::beat);
    }

    NodeId self() {
        return self;
    }

    /** All nodes on the list, with when they have last beaten, in milliseconds of arena time. Blocks. */
    public Map<NodeId, Long> listed() {
        Map<NodeId, Long> listed = new TreeMap<>(Comparator.comparing(NodeId::toString));
        list(arena).forEach((node, beat) -> listed.put(node, beatAt(beat)));
        return listed;
    }

    /**
     * The formats of the arena that each node knows, as it says with every beat; of one that does not, empty. Without
     * those that have been gone for a minute. Blocks.
     */
    public static Map<NodeId, Optional<FormatRange>> formats(Arena arena, ArenaClock clock) {
        long now = clock.now();
        Map<NodeId, Optional<FormatRange>> formats = new TreeMap<>(Comparator.comparing(NodeId::toString));
        list(arena).forEach((node, beat) -> {
            if (now - beatAt(beat) <= KEPT.toMillis()) {
                String[] words = words(beat);
                formats.put(node, words.length < 2 ? Optional.empty() : Optional.of(FormatRange.parse(words[1])));
            }
        });
        return formats;
    }

    private static Map<NodeId, byte[]> list(Arena arena) {
        Map<NodeId, byte[]> list = new HashMap<>();
        arena.await("reading the list of nodes", arena.shared(NODES).hgetall(NODES))
                .forEach((node, beat) -> list.put(NodeId.of(node), beat));
        return list;
    }

    /** The time, the formats, and whatever later builds say besides. */
    private static String[] words(byte[] beat) {
        return new String(beat, US_ASCII).split(" ", -1);
    }

    private static long beatAt(byte[] beat) {
        return Long.parseLong(words(beat)[0]);
    }

    /** The other nodes that a bell must wait for. Blocks. For one thread. */
    List<NodeId> others() {
        boolean failed = failing;
        failing = true;
        Map<NodeId, byte[]> listed = list(arena);
        failing = false;
        long now = nanoTime.getAsLong();
        boolean blind = now - readAt > READ_EVERY_MAX.toNanos();
        readAt = now;
        if (blind || failed) {
            seen.forEach(node -> lost.putIfAbsent(node, now));
        }
        Map<NodeId, Beat> heard = new HashMap<>();
        listed.forEach((node, beat) -> heard.put(node, beat(node, beatAt(beat), now, blind)));
        heard.remove(self);
        beats.clear();
        beats.putAll(heard);
        List<NodeId> alive = new ArrayList<>();
        heard.forEach((node, beat) -> {
            long quiet = now - beat.sinceNanos;
            if (quiet <= GONE_AFTER.toNanos()) {
                alive.add(node);
            } else if (quiet > KEPT.toNanos()) {
                arena.await("striking out node " + node, arena.shared(NODES).hdel(NODES, node.bytes()));
            }
        });
        // One that left by itself just then is waited for, too.
        lost.keySet().removeAll(heard.keySet());
        lost.values().removeIf(since -> now - since > LOST_KEPT.toNanos());
        alive.addAll(lost.keySet());
        seen = List.copyOf(alive);
        return alive;
    }

    private Beat beat(NodeId node, long at, long now, boolean blind) {
        Beat known = beats.get(node);
        return blind || known == null || known.at != at ? new Beat(at, now) : known;
    }

    private void beat() {
        byte[] beat = (clock.now() + " " + arena.format().known()).getBytes(US_ASCII);
        arena.await("saying that this node is there", arena.shared(NODES).hset(NODES, self.bytes(), beat));
    }

    /** Takes this node off the list: it holds no bids any more. */
    @Override
    public void close() {
        beating.close();
        arena.await("taking this node off the list", arena.shared(NODES).hdel(NODES, self.bytes()));
    }
}
