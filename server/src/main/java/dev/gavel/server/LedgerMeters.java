package dev.gavel.server;

import dev.gavel.server.ledger.Ledger;
import dev.gavel.server.ledger.ReaderStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Shows how the ledger's readers of this node are doing, by shard. A reader that waits for another node's shows 0. */
final class LedgerMeters {
    private LedgerMeters() {}

    /** @param ledger with its readers started */
    static void register(Ledger ledger, MeterRegistry meters) {
        for (int shard = 0; shard < ledger.status().size(); shard++) {
            int reader = shard;
            Gauge.builder(
                            "gavel.ledger.behind",
                            ledger,
                            it -> it.status().get(reader).behind())
                    .description("Entries of the bid log that are not in the ledger yet")
                    .tag("shard", Integer.toString(shard))
                    .register(meters);
            counter(
                    "gavel.ledger.transactions",
                    shard,
                    ledger,
                    meters,
                    it -> it.counts().transactions());
            counter(
                    "gavel.ledger.decisions",
                    shard,
                    ledger,
                    meters,
                    it -> it.counts().decisions());
            counter(
                    "gavel.ledger.rows",
                    shard,
                    ledger,
                    meters,
                    it -> it.counts().rows());
            counter(
                    "gavel.ledger.settled",
                    shard,
                    ledger,
                    meters,
                    it -> it.counts().settled());
            counter(
                    "gavel.ledger.quarantined",
                    shard,
                    ledger,
                    meters,
                    it -> it.counts().quarantined());
            counter(
                    "gavel.ledger.failures",
                    shard,
                    ledger,
                    meters,
                    it -> it.counts().failures());
        }
    }

    private static void counter(
            String name, int shard, Ledger ledger, MeterRegistry meters, ToDoubleFunction<ReaderStatus> count) {
        FunctionCounter.builder(
                        name, ledger, it -> count.applyAsDouble(it.status().get(shard)))
                .tag("shard", Integer.toString(shard))
                .register(meters);
    }
}
