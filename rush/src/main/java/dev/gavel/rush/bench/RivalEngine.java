package dev.gavel.rush.bench;

import dev.gavel.auction.AuctionId;
import dev.gavel.dev.DevStores;
import dev.gavel.rush.bench.Sample.Cost;
import dev.gavel.rush.rival.Rival;
import dev.gavel.rush.rival.RivalAnswer;
import dev.gavel.rush.targets.Cpu;
import io.hypersistence.tsid.TSID;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** The rival with as many callers as it has connections: more would only wait for one. */
final class RivalEngine implements Engine {
    private static final String DATABASE = "rival";

    private final DevStores stores;
    private final Rival rival;
    private final PostgresGauge postgres;

    /** Its stores are its own, so that neither engine's vacuum or checkpoint is on the other's account. */
    RivalEngine() {
        this.stores = DevStores.temporary();
        try {
            this.rival = new Rival(
                    stores.postgres().ensureDatabases(List.of(DATABASE)).getFirst());
            this.postgres = new PostgresGauge(stores.postgres().jdbcUrl("postgres"));
        } catch (RuntimeException e) {
            stores.close();
            throw e;
        }
    }

    @Override
    public Sample run(Workload workload, long seed) {
        List<AuctionId> open = new ArrayList<>();
        for (int i = 0; i < workload.auctions(); i++) {
            var id = new AuctionId(TSID.Factory.getTsid256().toLong());
            rival.open(id, BidStream.terms(Instant.now()));
            open.add(id);
        }
        var bids = new BidStream(seed, open);
        var tally = new Tally();
        Cost before = read();
        var making = new AtomicLong();
        long began = System.nanoTime();
        placeFromAll(bids, workload, tally, making);
        long nanos = System.nanoTime() - began;
        return tally.sample(nanos, read().minus(before).lessMaking(making.get()));
    }

    /** @return how many bytes of disk that has taken */
    double openIdle(int auctions) {
        long before = read().memoryBytes();
        for (int i = 0; i < auctions; i++) {
            rival.open(new AuctionId(TSID.Factory.getTsid256().toLong()), BidStream.terms(Instant.now()));
        }
        return read().memoryBytes() - before;
    }

    private void placeFromAll(BidStream bids, Workload workload, Tally tally, AtomicLong making) {
        long end = System.nanoTime() + workload.length().toNanos();
        try (ExecutorService callers = Executors.newFixedThreadPool(Rival.CONNECTIONS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < Rival.CONNECTIONS; i++) {
                running.add(callers.submit(() -> place(bids, end, tally, making)));
            }
            for (Future<?> caller : running) {
                caller.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("waiting for the rival's callers", e);
        } catch (ExecutionException e) {
            throw new BenchException("placing bids with the rival", e.getCause() == null ? e : e.getCause());
        }
    }

    private void place(BidStream bids, long end, Tally tally, AtomicLong making) {
        while (System.nanoTime() - end < 0) {
            long before = Cpu.ofThisThread();
            BidStream.Next next;
            synchronized (bids) {
                next = bids.next(Instant.now());
            }
            making.addAndGet(Cpu.ofThisThread() - before);
            switch (rival.place(next.auction(), next.bid(), Instant.now())) {
                case RivalAnswer.Decided decided ->
                    tally.decided(decided.outcome().accepted());
                case RivalAnswer.RequestIdReused _, RivalAnswer.UnknownAuction _, RivalAnswer.Overloaded _ ->
                    tally.failed();
            }
        }
    }

    private Cost read() {
        PostgresGauge.Reading counters = postgres.read();
        return new Cost(
                0,
                Cpu.ofTree(stores.postgres().pid()),
                Cpu.ofThisJvm(),
                counters.transactions(),
                counters.walBytes(),
                counters.fsyncs(),
                counters.bytes(),
                counters.walBytes());
    }

    @Override
    public void close() {
        try (stores;
                rival;
                postgres) {
            // The stores are closed last, also if one of the others fails.
        }
    }
}
