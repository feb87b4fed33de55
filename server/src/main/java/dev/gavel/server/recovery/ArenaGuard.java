package dev.gavel.server.recovery;

import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaCheck;
import dev.gavel.server.arena.ArenaGate;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.LogListener;
import dev.gavel.server.platform.Repeating;
import dev.gavel.shards.Buckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

    private final Arena arena;
    private final ArenaGate gate;
    private final Buckets buckets;
    private final Recovery recovery;
    private final boolean automatic;
    private final Counter recovered;
    private @Nullable Repeating repeating;
    private @Nullable String run;
    private long lookedAtNanos;
    private volatile @Nullable String failure;

    /** Closes the gate. */
    public ArenaGuard(Arena arena, Buckets buckets, Recovery recovery, RecoveryConfig config, MeterRegistry meters) {
        this.arena = arena;
        this.gate = arena.gate();
        this.buckets = buckets;
        this.recovery = recovery;
        this.automatic = config.automatic();
        this.recovered = Counter.builder("gavel.arena.recovered")
                .description("Buckets of the arena that this node has rebuilt from the ledger")
                .register(meters);
        meters.gauge("gavel.arena.closed", this, ArenaGuard::closed);
        meters.gauge("gavel.arena.weak", gate, it -> it.weakness() == null ? 0 : 1);
        gate.guard();
    }

    /** Looks once, so that a level arena takes bids when this returns, and goes on looking. */
    public void start() {
        look();
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
        if (weak != null) {
            return Optional.of(weak);
        }
        if (!gate.isLooked()) {
            return Optional.of("the arena has not been compared with the ledger since it was connected");
        }
        int unlevel = gate.unlevel().size();
        return unlevel == 0
                ? Optional.empty()
                : Optional.of(unlevel + " of " + buckets.count() + " buckets of the arena hold less than the ledger"
                        + (automatic ? " and are being recovered" : "; run gavel recover"));
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
        return gate.isLooked() ? gate.unlevel().size() : buckets.count();
    }

    private void round() {
        boolean due = System.nanoTime() - lookedAtNanos >= LOOK_EVERY.toNanos();
        boolean unsure = !gate.isLooked() || !gate.unlevel().isEmpty();
        if (due || unsure || arena.floors().takeDoubt()) {
            look();
        }
    }

    private void look() {
        lookedAtNanos = System.nanoTime();
        try {
            lookOnce();
            failure = null;
        } catch (RuntimeException e) {
            // Once per outage: the rounds are many.
            if (failure == null) {
                LOG.warn("the arena could not be looked at; it is tried again each {}", EVERY, e);
            }
            failure = String.valueOf(e.getMessage());
        }
    }

    private void lookOnce() {
        long connections = gate.connections();
        String weak = ArenaCheck.weakness(arena, buckets);
        if (weak != null && !weak.equals(gate.weakness())) {
            LOG.error("no bids are taken: {}", weak);
        }
        gate.weakness(weak);
        String now = ArenaCheck.run(arena);
        List<BucketLevel> levels = now.equals(run) ? recovery.levelsByFloors() : recovery.levels();
        run = now;
        List<BucketLevel> unlevel =
                levels.stream().filter(level -> !level.level()).toList();
        gate.looked(connections, unlevel.stream().map(BucketLevel::bucket).collect(Collectors.toSet()));
        if (!unlevel.isEmpty() && automatic) {
            recovery.recover(unlevel, report -> {
                gate.level(report.bucket());
                recovered.increment();
            });
        }
    }
}
