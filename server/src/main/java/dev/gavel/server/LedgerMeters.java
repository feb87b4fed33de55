package dev.gavel.server;

import dev.gavel.server.ledger.Ledger;
import dev.gavel.server.ledger.ReaderStatus;
import dev.gavel.server.monitoring.Readings;
import dev.gavel.server.platform.Repeating;
import dev.gavel.shards.ShardException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows how the ledger's readers of this node are doing, by shard. A reader that waits for another node's shows 0. */
final class LedgerMeters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerMeters.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final Ledger ledger;
    private final MeterRegistry meters;
    private final List<Repeating> looking = new ArrayList<>();

    /** @param ledger with its readers started */
    LedgerMeters(Ledger ledger, MeterRegistry meters) {
        this.ledger = ledger;
        this.meters = meters;
        for (ReaderStatus reader : ledger.status()) {
            register(reader.shard());
            looking.add(lookAtQuarantine(reader.shard()));
        }
    }

    private void register(int shard) {
        Gauge.builder(
                        "gavel.ledger.behind",
                        ledger,
                        it -> it.status().get(shard).behind())
                .description("Entries of the bid log that are not in the ledger yet")
                .tag("shard", Integer.toString(shard))
                .register(meters);
        counter(
                shard,
                "transactions",
                "Transactions of the reader",
                it -> it.counts().transactions());
        counter(
                shard,
                "decisions",
                "Decisions that it brought into the ledger",
                it -> it.counts().decisions());
        counter(shard, "rows", "Rows that it wrote by COPY", it -> it.counts().rows());
        counter(shard, "settled", "Auctions that it settled", it -> it.counts().settled());
        counter(
                shard,
                "quarantined",
                "Auctions whose witnesses parted",
                it -> it.counts().quarantined());
        counter(shard, "failures", "Attempts that failed", it -> it.counts().failures());
    }

    private void counter(int shard, String name, String what, ToDoubleFunction<ReaderStatus> count) {
        FunctionCounter.builder(
                        "gavel.ledger." + name,
                        ledger,
                        it -> count.applyAsDouble(it.status().get(shard)))
                .description(what)
                .tag("shard", Integer.toString(shard))
                .register(meters);
    }

    /** A task for each shard, so that one that does not answer keeps no other from being asked. */
    private Repeating lookAtQuarantine(int shard) {
        var quarantined = Readings.gauge(
                meters, "gavel.quarantined", "Auctions in quarantine that nobody has resolved", FRESH, "shard");
        List<String> label = List.of(Integer.toString(shard));
        return new Repeating("meters-ledger-" + shard, EVERY, () -> {
            try {
                quarantined.tell(Map.of(label, (double) ledger.quarantined(shard)));
            } catch (ShardException e) {
                LOG.debug("the ledger does not say what is in quarantine", e);
                quarantined.tellNothing();
            }
        });
    }

    @Override
    public void close() {
        looking.forEach(Repeating::close);
    }
}
