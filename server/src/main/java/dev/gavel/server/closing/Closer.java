package dev.gavel.server.closing;

import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.ArenaException;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.arena.NotLevelException;
import dev.gavel.server.platform.Repeating;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    /** How often the arena is told that somebody looks, so that an outage can be told from a quiet time. */
    private static final int ROUNDS_UNTIL_SAID = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

    private final CloseDue closeDue;
    private final Arena arena;
    private final ArenaClock clock;
    private final Presence presence;
    private final Held held;
    private final List<Bucket> buckets;
    private final Counter closed;
    private final Counter postponed;
    private final Repeating bell;
    private int rounds;

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
        this.postponed = Counter.builder("gavel.postponed")
                .description("Auctions whose close passed in an outage and was moved by this node")
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
        List<NodeId> others;
        boolean say = rounds % ROUNDS_UNTIL_SAID == 0;
        rounds++;
        try {
            others = presence.others();
        } catch (ArenaException | NotLevelException e) {
            if (say) {
                sayWatched(now);
            }
            throw e;
        }
        // Where bids are not taken, nothing closes, and nobody says that all is well.
        List<Bucket> due = buckets.stream().filter(this::takesBids).toList();
        while (!due.isEmpty()) {
            due = ring(due, now, others, say);
        }
    }

    /** And its clock is known, which it is within a second after it was promoted. */
    private boolean takesBids(Bucket bucket) {
        return arena.gate().refusesBids(bucket) == null && clock.skew(bucket) != ArenaClock.SKEW_UNKNOWN;
    }

    /**
     * On a cluster the list of nodes can be gone with its primary while the others' buckets take bids: they are not in
     * an outage, though nothing can close.
     */
    private void sayWatched(long now) {
        Map<Bucket, CompletionStage<CloseDue.Rung>> asked = new HashMap<>();
        for (Bucket bucket : buckets) {
            if (takesBids(bucket)) {
                long answeredBefore = held.answeredBefore(bucket, now) + clock.skew(bucket);
                asked.put(bucket, closeDue.sayWatched(bucket, new Drained(presence.self(), answeredBefore, List.of())));
            }
        }
        asked.forEach((bucket, answer) -> {
            try {
                arena.await("saying that bucket " + bucket + " is watched", answer);
                arena.lastWatched().at(bucket, now);
            } catch (ArenaException e) {
                LOG.debug("bucket {} could not be told that it is watched", bucket, e);
            }
        });
    }

    /** @return the buckets that may have more to close */
    private List<Bucket> ring(List<Bucket> due, long now, List<NodeId> others, boolean say) {
        List<CompletionStage<CloseDue.Rung>> asked = new ArrayList<>();
        for (Bucket bucket : due) {
            long skew = clock.skew(bucket);
            Drained drained = new Drained(presence.self(), held.answeredBefore(bucket, now) + skew, others);
            asked.add(closeDue.watch(bucket, now + skew, drained, say));
        }
        List<Bucket> more = new ArrayList<>();
        ArenaException failure = null;
        for (int i = 0; i < asked.size(); i++) {
            Bucket bucket = due.get(i);
            try {
                CloseDue.Rung rung = arena.await("closing auctions of bucket " + bucket, asked.get(i));
                arena.lastWatched().at(bucket, now);
                closed.increment((double) rung.closed());
                if (rung.postponed() > 0) {
                    LOG.warn(
                            "{} auctions of bucket {} are postponed: they closed in an outage",
                            rung.postponed(),
                            bucket);
                    postponed.increment((double) rung.postponed());
                }
                if (rung.full()) {
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
