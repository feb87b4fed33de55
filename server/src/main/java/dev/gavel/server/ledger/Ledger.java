package dev.gavel.server.ledger;

import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.gavel.server.arena.LogSource;
import dev.gavel.server.operations.LedgerView;
import dev.gavel.server.platform.Repeating;
import dev.gavel.server.platform.StartupException;
import dev.gavel.server.recovery.LedgerSide;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import dev.gavel.shards.Founding;
import dev.gavel.shards.PoolConfig;
import dev.gavel.shards.Router;
import dev.gavel.shards.Shard;
import dev.gavel.shards.ShardAddress;
import dev.gavel.shards.ShardException;
import dev.gavel.shards.ShardMapException;
import dev.gavel.shards.Shards;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The ledger of a cluster, over all its shards: opened once by a node, and closed after everything that uses it. */
public final class Ledger implements AutoCloseable {
    /** Months pass slowly, and a month that is missing all the same is made when an auction needs it. */
    private static final Duration PARTITIONS_EVERY = Duration.ofHours(24);

    private final Router router;
    private final LedgerConfig config;
    private final List<Partitions> partitions;
    private final Catalog catalog;
    private @Nullable Repeating partitioning;
    private @Nullable LedgerCopy copy;
    private List<LedgerReader> readers = List.of();
    private List<ReaderMeters> meters;

    private Ledger(Router router, LedgerConfig config) {
        this.router = router;
        this.config = config;
        this.partitions = router.shards().all().stream().map(Partitions::new).toList();
        this.catalog = new Catalog(router, partitions);
        this.meters = router.shards().all().stream().map(_ -> ReaderMeters.NONE).toList();
    }

    /**
     * Brings the schema of every shard up to date, and founds the cluster if it is new.
     *
     * @throws StartupException if a shard cannot be used, or they do not form the cluster of the configuration
     */
    public static Ledger open(
            List<ShardAddress> addresses, PoolConfig pools, Buckets buckets, LedgerConfig config, InstantSource clock) {
        return open(Shards.open(addresses, pools), shards -> {
            Schema.migrateIfPending(shards);
            var ledger = new Ledger(new Router(shards, Founding.foundOrRead(shards, buckets)), config);
            ledger.keepPartitions(clock);
            return ledger;
        });
    }

    /**
     * Brings the schema of every shard up to date, as a role that owns it, for servers whose own role may not.
     *
     * @throws StartupException if a shard cannot be used, or does not take the schema
     */
    public static void migrate(List<ShardAddress> addresses, PoolConfig pools) {
        try (Shards shards = Shards.open(addresses, pools)) {
            Schema.migrate(shards);
        }
    }

    /**
     * Opens the ledger of a cluster that servers run, to look at it: nothing is migrated, founded or made.
     *
     * @throws StartupException if a shard cannot be used, or no server of this release has used it before
     */
    public static Ledger attach(List<ShardAddress> addresses, PoolConfig pools, Buckets buckets, LedgerConfig config) {
        return open(Shards.open(addresses, pools), shards -> {
            Schema.requireMigrated(shards);
            return new Ledger(new Router(shards, Founding.read(shards, buckets)), config);
        });
    }

    private static Ledger open(Shards shards, Function<Shards, Ledger> opening) {
        try {
            return opening.apply(shards);
        } catch (ShardMapException e) {
            shards.close();
            throw new StartupException("PostgreSQL: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            shards.close();
            throw e;
        }
    }

    /** Lets its pools and readers be measured; once, and before the readers are started. */
    public void measure(MeterRegistry registry, InstantSource arenaTime) {
        List<Shard> shards = router.shards().all();
        shards.forEach(shard -> shard.measure(new MicrometerMetricsTrackerFactory(registry)));
        meters = shards.stream()
                .map(shard -> ReaderMeters.of(registry, shard.number(), arenaTime))
                .toList();
    }

    /** Begins to read the bid log, on every shard whose reader on another node does not do so already. */
    public void startReaders(LogSource log, SettledAuctions arena) {
        if (!readers.isEmpty()) {
            throw new IllegalStateException("the ledger's readers have been started");
        }
        readers = router.shards().all().stream()
                .map(shard -> new LedgerReader(
                        shard,
                        partitions.get(shard.number()),
                        log,
                        arena,
                        config,
                        new ShardLock.Advisory(),
                        meters.get(shard.number())))
                .toList();
        if (copy != null) {
            copy.follow(readers);
        }
        readers.forEach(LedgerReader::start);
    }

    /**
     * The ledger as what the durability {@code log} waits for; once, and before its readers are started.
     *
     * @param waitMax how long an entry may take
     * @param newest the number of a bucket's newest entry that is known of
     * @throws StartupException if PostgreSQL may lose what it has committed
     */
    public LedgerCopy copy(Duration waitMax, ToLongFunction<Bucket> newest) {
        if (copy != null || !readers.isEmpty()) {
            throw new IllegalStateException("the ledger is followed or read already");
        }
        Durable.require(router.shards());
        copy = new LedgerCopy(router, waitMax, newest);
        return copy;
    }

    public Catalog catalog() {
        return catalog;
    }

    public LedgerReads reads() {
        return new LedgerReads(router, catalog);
    }

    /** What the arena is rebuilt from. */
    public LedgerSide arenaSource() {
        return new ArenaSource(router, reads(), config);
    }

    /**
     * How many auctions of a shard are in quarantine. Blocks.
     *
     * @throws ShardException if it does not answer
     */
    public long quarantined(int shard) {
        return OperatorsLedger.quarantined(router.shards().all().get(shard));
    }

    /** What operators are shown. */
    public LedgerView forOperators() {
        return new OperatorsLedger(this);
    }

    public Audit audit() {
        return new Audit(router, config);
    }

    public Router router() {
        return router;
    }

    /** One for each shard; empty before the readers were started. */
    public List<ReaderStatus> status() {
        return readers.stream().map(LedgerReader::status).toList();
    }

    /** Ends the readers after their transactions under way, then gives back all connections. */
    @Override
    public void close() {
        if (partitioning != null) {
            partitioning.close();
        }
        if (copy != null) {
            copy.close();
        }
        readers.forEach(LedgerReader::close);
        router.shards().close();
    }

    private void keepPartitions(InstantSource clock) {
        makePartitions(clock);
        partitioning = new Repeating("ledger-partitions", PARTITIONS_EVERY, () -> makePartitions(clock));
    }

    private void makePartitions(InstantSource clock) {
        partitions.forEach(shard -> shard.ensureAhead(clock.instant(), config.monthsAhead()));
    }
}
