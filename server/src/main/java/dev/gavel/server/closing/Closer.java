package dev.gavel.server.closing;

import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.ArenaException;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.platform.Repeating;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Rings the bells. Every node does so for every bucket: a bell needs nobody in particular, so it needs no election, and
 * looking at an idle bucket costs Redis one command. At the same time each says how far it has answered what it
 * received, which the others' bells wait for.
 */
public final class Closer implements AutoCloseable {
    /**
     * How late a close may be decided beyond the drain; what counts as in time is decided by receivedAt, not by this.
     */
    private static final Duration EVERY = Duration.ofMillis(100);

    private final CloseDue closeDue;
    private final Arena arena;
    private final ArenaClock clock;
    private final Presence presence;
    private final Held held;
    private final List<Bucket> buckets;
    private final Counter closed;
    private final Repeating bell;

    /** What this node holds. */
    @FunctionalInterface
    public interface Held {
        /** All bids of the bucket that were received before the time returned, at most {@code now}, are answered. */
        long answeredBefore(Bucket bucket, long now);
    }

    public Closer(Arena arena, ArenaClock clock, Presence presence, Held held, Buckets buckets, MeterRegistry meters) {
        this.closeDue = new CloseDue(arena);
        this.arena = arena;
        this.clock = clock;
        this.presence = presence;
        this.held = held;
        this.buckets = buckets.all();
        this.closed = Counter.builder("gavel.closed")
                .description("Auctions closed by this node")
                .register(meters);
        this.bell = new Repeating("closer", EVERY, this::ring);
    }

    @Override
    public void close() {
        bell.close();
    }

    private void ring() {
        long now = clock.now();
        // After the time was taken: whoever has received a bid before it is on the list.
        List<NodeId> others = presence.others();
        List<Bucket> due = buckets.stream()
                .filter(bucket -> arena.gate().closedFor(bucket) == null)
                .toList();
        while (!due.isEmpty()) {
            due = ring(due, now, others);
        }
    }

    /** @return the buckets that may have more to close */
    private List<Bucket> ring(List<Bucket> due, long now, List<NodeId> others) {
        List<CompletionStage<Long>> asked = new ArrayList<>();
        for (Bucket bucket : due) {
            long skew = clock.skew(bucket);
            var drained = new Drained(presence.self(), held.answeredBefore(bucket, now) + skew, others);
            asked.add(closeDue.close(bucket, now + skew, drained));
        }
        List<Bucket> more = new ArrayList<>();
        ArenaException failure = null;
        for (int i = 0; i < asked.size(); i++) {
            Bucket bucket = due.get(i);
            try {
                long count = arena.await("closing auctions of bucket " + bucket, asked.get(i));
                closed.increment((double) count);
                if (count == CloseDue.AUCTIONS_MAX) {
                    more.add(bucket);
                }
            } catch (ArenaException e) {
                // The others must not wait for a Redis that does not answer; what was not closed is tried again.
                failure = e;
            }
        }
        if (failure != null && more.isEmpty()) {
            throw failure;
        }
        return more;
    }
}
