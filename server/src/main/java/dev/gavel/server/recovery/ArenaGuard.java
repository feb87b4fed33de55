package dev.gavel.server.recovery;

import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaCheck;
import dev.gavel.server.arena.ArenaException;
import dev.gavel.server.arena.ArenaGate;
import dev.gavel.server.arena.ArenaGate.Look;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.LogListener;
import dev.gavel.server.arena.RedisServer;
import dev.gavel.server.arena.SafeCopy;
import dev.gavel.server.platform.Repeating;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's gate to the arena: looks at Redis each second, and at once after a connection was made or lost,
 * opens the gate where all is well, and has buckets recovered that are not level.
 *
 * <p>A Redis that is the same process as at the last look still has what it had, unless somebody deleted it: it is held
 * against what this node has seen (the floors). Another process is held against the ledger, too, so that it must be
 * there when Redis comes back.
 */
public final class ArenaGuard implements LogListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArenaGuard.class);
    private static final Duration EVERY = Duration.ofMillis(50);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /** While a primary of a cluster is gone, which may be long: the others are asked all the same. */
    private static final Duration SILENT_EVERY = Duration.ofMillis(200);

    private final Arena arena;
    private final ArenaGate gate;
    private final Buckets buckets;
    private final Recovery recovery;
    private final boolean automatic;
    private final @Nullable SafeCopy copy;
    private final Counter recovered;
    private @Nullable Repeating repeating;
    /** Which history of which server each bucket was found in when it was compared last. */
    private final Map<Bucket, String> histories = new HashMap<>();

    private long lookedAtNanos;
    private boolean silent;
    private volatile @Nullable String failure;

    /**
     * Closes the gate.
     *
     * @param copy where it lags, no bids are taken; null where nobody waits for one
     */
    public ArenaGuard(
            Arena arena,
            Buckets buckets,
            Recovery recovery,
            RecoveryConfig config,
            @Nullable SafeCopy copy,
            MeterRegistry meters) {
        this.arena = arena;
        this.gate = arena.gate();
        this.buckets = buckets;
        this.recovery = recovery;
        this.automatic = config.automatic();
        this.copy = copy;
        this.recovered = Counter.builder("gavel.arena.recovered")
                .description("Buckets of the arena that this node has rebuilt from the ledger")
                .register(meters);
        meters.gauge("gavel.arena.closed", this, ArenaGuard::closed);
        meters.gauge("gavel.arena.weak", gate, it -> it.weakness() == null ? 0 : 1);
        gate.guard();
    }

    /** Looks once, so that a level arena takes bids when this returns, and goes on looking. */
    public void start() {
        look(false);
        repeating = new Repeating("arena-guard", EVERY, this::round);
    }

    @Override
    public void close() {
        if (repeating != null) {
            repeating.close();
        }
    }

    /** Why this node takes no bids, or not for all auctions; one line without secrets. */
    public Optional<String> trouble() {
        String weak = gate.weakness();
        if (weak != null && (copy == null || takesNoBids())) {
            return Optional.of(weak);
        }
        List<Bucket> closed = gate.closed(buckets.all());
        int unlevel = gate.unlevel().size();
        if (unlevel > 0) {
            return Optional.of(unlevel + " of " + buckets.count() + " buckets of the arena hold less than the ledger"
                    + (automatic ? " and are being recovered" : "; run gavel recover"));
        }
        // Where a primary of a cluster is gone, the others' buckets are served all the same.
        return closed.size() < buckets.count()
                ? Optional.empty()
                : Optional.ofNullable(gate.closedFor(closed.getFirst()));
    }

    @Override
    public void begins() {
        // What was read before stays a floor: the numbers of a recovered log are above it.
    }

    @Override
    public void heard(LogEntry entry) {
        arena.floors().raise(entry.bucket(), entry.number());
    }

    private double closed() {
        return gate.closed(buckets.all()).size();
    }

    /** A shard of the ledger that is gone stops its own buckets; the others' are served all the same. */
    private boolean takesNoBids() {
        return buckets.all().stream().allMatch(bucket -> gate.refusesBids(bucket) != null);
    }

    private void round() {
        boolean doubt =
                arena.floors().takeDoubt() || !gate.closed(buckets.all()).isEmpty();
        Duration pause = !doubt ? LOOK_EVERY : silent ? SILENT_EVERY : Duration.ZERO;
        if (System.nanoTime() - lookedAtNanos >= pause.toNanos()) {
            look(doubt);
        }
    }

    private void look(boolean doubtful) {
        lookedAtNanos = System.nanoTime();
        try {
            lookOnce(doubtful);
            failure = null;
        } catch (RuntimeException e) {
            // Once per outage: the rounds are many.
            if (failure == null) {
                LOG.warn("the arena could not be looked at; it is tried again each {}", EVERY, e);
            }
            failure = String.valueOf(e.getMessage());
        }
    }

    private void lookOnce(boolean doubtful) {
        arena.refresh(doubtful);
        Map<RedisServer, Found> found = lookAtServers();
        List<Bucket> same = new ArrayList<>();
        List<Bucket> other = new ArrayList<>();
        Map<Bucket, String> now = new HashMap<>();
        for (Bucket bucket : buckets.all()) {
            Found at = foundAt(found, bucket);
            if (at != null) {
                now.put(bucket, at.history());
                (at.history().equals(histories.get(bucket)) ? same : other).add(bucket);
            }
        }
        silent = now.size() < buckets.count();
        // First those that need no ledger, so that they stay open while it does not answer.
        List<BucketLevel> unlevel = new ArrayList<>(judge(recovery.levelsByFloors(same), found));
        List<BucketLevel> compared = recovery.levels(other);
        unlevel.addAll(judge(compared, found));
        compared.forEach(level -> histories.put(level.bucket(), now.getOrDefault(level.bucket(), "")));
        if (!unlevel.isEmpty() && automatic) {
            recovery.recover(unlevel, report -> {
                gate.level(report.bucket());
                recovered.increment();
            });
        }
    }

    /** What a server of Redis says of itself, and how many connections to it there had been before it was asked. */
    private record Found(
            long connections, String history, @Nullable String weakness) {}

    /** @throws ArenaException if none answers */
    private Map<RedisServer, Found> lookAtServers() {
        Map<RedisServer, Found> found = new HashMap<>();
        ArenaException failure = null;
        for (RedisServer server : arena.servers()) {
            try {
                long connections = server.connections();
                String weak = ArenaCheck.weakness(arena, server);
                String history = server.name() + " " + ArenaCheck.history(arena, server);
                found.put(server, new Found(connections, history, weak));
            } catch (ArenaException e) {
                // The others' buckets are served all the same.
                failure = e;
            }
        }
        if (found.isEmpty()) {
            throw failure == null ? new IllegalStateException("no Redis that can be reached has a bucket") : failure;
        }
        String foreign = foreign();
        if (foreign != null) {
            found.replaceAll((_, it) -> new Found(it.connections(), it.history(), foreign));
        }
        report(found.values());
        return found;
    }

    private @Nullable String foreign() {
        try {
            return ArenaCheck.foreign(arena, buckets);
        } catch (ArenaException e) {
            LOG.debug("the server that knows the arena's buckets and format does not answer", e);
            return null;
        }
    }

    private void report(Collection<Found> found) {
        String before = gate.weakness();
        found.stream()
                .map(Found::weakness)
                .filter(weak -> weak != null && !weak.equals(before))
                .findAny()
                .ifPresent(weak -> LOG.error("no bids are taken: {}", weak));
    }

    private @Nullable Found foundAt(Map<RedisServer, Found> found, Bucket bucket) {
        // It changes only in refresh, which only this thread calls.
        RedisServer server = arena.serverOf(bucket);
        return server == null ? null : found.get(server);
    }

    /** Tells the gate, and gives those that are not level. */
    private List<BucketLevel> judge(List<BucketLevel> levels, Map<RedisServer, Found> found) {
        Map<Bucket, Look> looks = new HashMap<>();
        String lag = null;
        for (BucketLevel level : levels) {
            RedisServer server = arena.serverOf(level.bucket());
            Found at = foundAt(found, level.bucket());
            if (server != null && at != null) {
                String lagging = copy == null ? null : copy.lagging(level.bucket());
                String weak = at.weakness() == null ? lagging : at.weakness();
                looks.put(level.bucket(), new Look(server, at.connections(), level.level(), weak));
                lag = lagging == null ? lag : lagging;
            }
        }
        if (lag != null && gate.weakness() == null) {
            LOG.error("bids are refused: {}", lag);
        }
        gate.looked(looks);
        return levels.stream().filter(level -> !level.level()).toList();
    }
}
