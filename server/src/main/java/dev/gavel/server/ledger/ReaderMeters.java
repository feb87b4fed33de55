package dev.gavel.server.ledger;

import dev.gavel.server.platform.Steps;
import dev.gavel.server.settlement.Verdict.Settled;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** How long the reader of one shard takes. */
final class ReaderMeters {
    /** Measures nothing. */
    static final ReaderMeters NONE = of(new CompositeMeterRegistry(), 0, () -> Instant.EPOCH);

    private final Timer commit;
    private final Timer settlement;
    private final InstantSource arenaTime;

    private ReaderMeters(Timer commit, Timer settlement, InstantSource arenaTime) {
        this.commit = commit;
        this.settlement = settlement;
        this.arenaTime = arenaTime;
    }

    static ReaderMeters of(MeterRegistry registry, int shard, InstantSource arenaTime) {
        return new ReaderMeters(
                Timer.builder("gavel.ledger.commit")
                        .description("One transaction of the ledger's reader")
                        .tag("shard", Integer.toString(shard))
                        .serviceLevelObjectives(Steps.ofAnswers())
                        .register(registry),
                Timer.builder("gavel.settlement.delay")
                        .description("From an auction's close to its result in the ledger")
                        .tag("shard", Integer.toString(shard))
                        .serviceLevelObjectives(Steps.ofSettlements())
                        .register(registry),
                arenaTime);
    }

    /** A cycle was committed: what it settled is settled by this reader and no other. */
    void committed(Cycle cycle, long tookNanos) {
        commit.record(tookNanos, TimeUnit.NANOSECONDS);
        for (Progress one : cycle.progress()) {
            if (one.verdict() instanceof Settled settled) {
                Duration delay = Duration.between(settled.decidedAt(), arenaTime.instant());
                settlement.record(delay.isNegative() ? Duration.ZERO : delay);
            }
        }
    }
}
