package dev.gavel.server.closing;

import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaClock;
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
 * looking at an idle bucket costs Redis one command.
 */
public final class Closer implements AutoCloseable {
    /**
     * How late a close may be decided beyond the drain; what counts as in time is decided by receivedAt, not by this.
     */
    private static final Duration EVERY = Duration.ofMillis(100);

    private final CloseDue closeDue;
    private final Arena arena;
    private final ArenaClock clock;
    private final List<Bucket> buckets;
    private final Counter closed;
    private final Repeating bell;

    public Closer(Arena arena, ArenaClock clock, Buckets buckets, MeterRegistry meters) {
        this.closeDue = new CloseDue(arena);
        this.arena = arena;
        this.clock = clock;
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
        List<Bucket> due = buckets;
        while (!due.isEmpty()) {
            due = ring(due);
        }
    }

    /** @return the buckets that may have more to close */
    private List<Bucket> ring(List<Bucket> due) {
        long now = clock.now();
        List<CompletionStage<Long>> asked = new ArrayList<>();
        for (Bucket bucket : due) {
            asked.add(closeDue.close(bucket, now));
        }
        List<Bucket> more = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Bucket bucket = due.get(i);
            long count = arena.await("closing auctions of bucket " + bucket, asked.get(i));
            closed.increment((double) count);
            if (count == CloseDue.AUCTIONS_MAX) {
                more.add(bucket);
            }
        }
        return more;
    }
}
