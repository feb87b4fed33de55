package dev.gavel.server.ledger;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.server.arena.ArenaException;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.LogGapException;
import dev.gavel.server.arena.LogSource;
import dev.gavel.server.ledger.ReaderStatus.Counts;
import dev.gavel.server.ledger.ReaderStatus.State;
import dev.gavel.server.recovery.Recovery;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Shard;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a shard's part of the bid log into the ledger.
 *
 * <p>In a cycle it reads what follows each bucket's position, folds every decision through the witness of its auction,
 * and commits accepted bids, results, quarantines and the new positions in one transaction. The transaction moves a
 * position only from where it was read, so entries have their effect exactly once however many readers there are. An
 * advisory lock lets one reader of the cluster at a time do the work, only to save doing it twice.
 *
 * <p>Whatever fails is tried again from the ledger's own positions, with growing pauses and without end: nothing is
 * ever skipped. A bucket whose log has a gap stands still, and says so, while the others go on.
 */
public final class LedgerReader implements AutoCloseable {
    /** The name under which the bid log keeps this reader's positions. */
    public static final String NAME = "ledger";

    private static final Logger LOG = LoggerFactory.getLogger(LedgerReader.class);
    private static final String POSITIONS = "select bucket, position from bucket";
    private static final Duration LOOK_AT_ENDS = Duration.ofSeconds(1);

    private final Shard shard;
    private final LogSource log;
    private final LedgerConfig config;
    private final ShardLock lock;
    private final KnownAuctions known;
    private final LedgerWriter writer;
    private final Releases releases;
    private final ReaderMeters meters;
    private final Interrupts interrupts = new Interrupts();
    private final Thread thread;
    private final Map<Bucket, Long> positions = new TreeMap<>();
    private final Map<Bucket, String> stopped = new TreeMap<>();
    private volatile ReaderStatus status;
    private final Map<Bucket, Long> undone = new TreeMap<>();
    private volatile Consumer<Map<Bucket, Long>> told = _ -> {};
    private volatile TracedEntries traced = (_, _, _) -> {};
    private int failuresInRow;
    private long sayDoneNotBeforeNanos = System.nanoTime();
    private long endsLookedAtNanos;

    LedgerReader(
            Shard shard,
            Partitions partitions,
            LogSource log,
            SettledAuctions arena,
            LedgerConfig config,
            ShardLock lock,
            ReaderMeters meters) {
        this.lock = lock;
        this.meters = meters;
        this.shard = shard;
        this.log = log;
        this.config = config;
        this.known = new KnownAuctions(shard, config);
        this.writer = new LedgerWriter(partitions, new Activities(config.activitiesMax()));
        this.releases = new Releases(arena, config);
        this.status = new ReaderStatus(shard.number(), State.WAITING, Map.of(), 0, null, 0, Counts.NONE);
        this.thread = Thread.ofVirtual()
                .name("gavel-ledger-" + shard.number())
                .uncaughtExceptionHandler((_, e) -> LOG.error("the ledger's reader of {} ended", shard, e))
                .unstarted(this::run);
    }

    /** @param of is told of positions that the ledger has: on this reader's thread, which must not be held up */
    void tell(Consumer<Map<Bucket, Long>> of) {
        told = of;
    }

    /** @param of is told of entries with traced bids once they are committed */
    void tell(TracedEntries of) {
        traced = of;
    }

    void start() {
        thread.start();
    }

    /** Somebody waits for what the log of the bucket has now: it is read at once. */
    void awaited(Bucket bucket) {
        interrupts.awaited(bucket);
    }

    /** What made it fail may be over: a pause ends. */
    void hurry() {
        interrupts.hurry();
    }

    public ReaderStatus status() {
        return status;
    }

    /** Ends after the transaction under way; what is left in the log is read by whoever reads next. */
    @Override
    public void close() {
        interrupts.close();
        try {
            if (!thread.join(config.closeTimeout())) {
                LOG.warn("the ledger's reader of {} did not end within {}", shard, config.closeTimeout());
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!isClosing()) {
                attempt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            become(State.STOPPED);
        }
    }

    private void attempt() throws InterruptedException {
        try (Connection connection = shard.connect()) {
            if (lock.take(connection)) {
                workLocked(connection);
            } else {
                become(State.WAITING);
                pause(config.lockRetry());
            }
        } catch (SQLException | RuntimeException e) {
            if (!isClosing()) {
                failed(e);
            }
        }
    }

    private void workLocked(Connection connection) throws SQLException, InterruptedException {
        try {
            work(connection);
        } catch (SQLException | RuntimeException | InterruptedException e) {
            try {
                lock.giveBack(connection);
            } catch (SQLException broken) {
                // The pool throws a broken connection away, and the lock goes with it.
                e.addSuppressed(broken);
            }
            throw e;
        }
        lock.giveBack(connection);
    }

    private void work(Connection connection) throws SQLException, InterruptedException {
        begin(connection);
        long began = System.nanoTime();
        boolean all = true;
        while (!isClosing()) {
            Set<Bucket> awaited = interrupts.takeAwaited();
            boolean more = all ? cycle(connection) : shortCycle(connection, awaited);
            failuresInRow = 0;
            become(State.READING);
            if (!more) {
                pause(config.interval().minusNanos(System.nanoTime() - began));
            }
            all = more || System.nanoTime() - began >= config.interval().toNanos();
            began = all ? System.nanoTime() : began;
        }
    }

    /** Between two whole cycles: only what somebody waits for. */
    private boolean shortCycle(Connection connection, Set<Bucket> awaited) throws SQLException {
        Map<Bucket, Long> reading = reading();
        reading.keySet().retainAll(awaited);
        return !reading.isEmpty() && readAndCommit(connection, reading);
    }

    private void begin(Connection connection) throws SQLException {
        Map<Bucket, Long> found = positions(connection);
        if (!found.equals(positions)) {
            // Somebody else has read since, or a recovery of the arena has moved them, or this is the beginning.
            known.forget();
            stopped.keySet().removeIf(bucket -> !Objects.equals(found.get(bucket), positions.get(bucket)));
            positions.clear();
            positions.putAll(found);
        }
        told.accept(Map.copyOf(found));
        releases.load(connection);
        lookAtEnds();
        undone.putAll(reading());
    }

    private static Map<Bucket, Long> positions(Connection connection) throws SQLException {
        Map<Bucket, Long> found = new TreeMap<>();
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(POSITIONS)) {
            while (row.next()) {
                found.put(new Bucket(row.getInt("bucket")), row.getLong("position"));
            }
        }
        return found;
    }

    /** A recovery of the arena moves positions to where its new logs begin. */
    private void goOnWhereMoved(Connection connection) throws SQLException {
        if (stopped.isEmpty()) {
            return;
        }
        positions(connection).forEach((bucket, position) -> {
            if (stopped.containsKey(bucket) && !position.equals(positions.get(bucket))) {
                LOG.info("the ledger's reader of {} goes on with bucket {} at {}", shard, bucket, position);
                positions.put(bucket, position);
                stopped.remove(bucket);
                undone.put(bucket, position);
                told.accept(Map.of(bucket, position));
            }
        });
    }

    /** @return whether more may be waiting already */
    private boolean cycle(Connection connection) throws SQLException {
        goOnWhereMoved(connection);
        boolean full = readAndCommit(connection, reading());
        sayDone();
        releases.tell();
        if (System.nanoTime() - endsLookedAtNanos > LOOK_AT_ENDS.toNanos()) {
            lookAtEnds();
        }
        return releases.hasUntold() || full;
    }

    /** @return whether some bucket has probably more */
    private boolean readAndCommit(Connection connection, Map<Bucket, Long> reading) throws SQLException {
        long readAtNanos = System.nanoTime();
        Map<Bucket, List<LogEntry>> read = read(reading);
        var cycle = new Cycle();
        var before = known.of(connection, Cycle.wanted(reading, read));
        read.forEach((bucket, entries) -> foldOrStop(cycle, bucket, entries, before));
        if (!cycle.isEmpty() || !releases.told().isEmpty()) {
            commit(connection, cycle);
            if (!cycle.traced().isEmpty()) {
                traced.committed(shard.number(), cycle.traced(), readAtNanos);
            }
        }
        return read.values().stream().anyMatch(entries -> entries.size() >= config.entriesFull());
    }

    private void commit(Connection connection, Cycle cycle) throws SQLException {
        long began = System.nanoTime();
        long rows = writer.commit(connection, cycle, releases.told());
        meters.committed(cycle, System.nanoTime() - began);
        positions.putAll(cycle.to());
        known.keep(cycle.progress());
        releases.noted();
        releases.settled(LedgerWriter.settled(cycle.progress()));
        Decision last = cycle.last();
        ReaderStatus was = status;
        status = new ReaderStatus(
                was.shard(),
                State.READING,
                was.stopped(),
                Math.max(0, was.behind() - cycle.entries()),
                last == null ? was.newest() : last.decidedAt(),
                known.size(),
                was.counts().committed(cycle, rows));
        cycle.progress().forEach(LedgerReader::report);
        undone.putAll(cycle.to());
        told.accept(cycle.to());
    }

    /** Only lets the log be trimmed, so a failure must not keep the ledger from reading on. */
    private void sayDone() {
        if (undone.isEmpty() || System.nanoTime() - sayDoneNotBeforeNanos < 0) {
            return;
        }
        try {
            log.done(NAME, Map.copyOf(undone));
            undone.clear();
        } catch (RuntimeException e) {
            LOG.warn("the ledger's reader of {} could not say how far it has read", shard, e);
            sayDoneNotBeforeNanos = System.nanoTime() + config.retryMax().toNanos();
            ReaderStatus was = status;
            status = was.with(was.counts().failed());
        }
    }

    private static void report(Progress one) {
        if (one.found() != null) {
            LOG.error("quarantined: the two witnesses differ about {}", one.found());
        }
    }

    private Map<Bucket, Long> reading() {
        Map<Bucket, Long> reading = new HashMap<>(positions);
        reading.keySet().removeAll(stopped.keySet());
        return reading;
    }

    private Map<Bucket, List<LogEntry>> read(Map<Bucket, Long> reading) {
        if (reading.isEmpty()) {
            return Map.of();
        }
        try {
            return log.read(reading);
        } catch (LogGapException e) {
            // Which bucket's is found by reading them one by one; the others must not wait for it.
            Map<Bucket, List<LogEntry>> read = new HashMap<>();
            reading.forEach((bucket, position) -> {
                try {
                    read.putAll(log.read(Map.of(bucket, position)));
                } catch (LogGapException gap) {
                    stop(bucket, gap);
                } catch (ArenaException silent) {
                    LOG.warn("bucket {} is read later", bucket, silent);
                }
            });
            return read;
        }
    }

    private void foldOrStop(Cycle cycle, Bucket bucket, List<LogEntry> entries, Map<AuctionId, Known> before) {
        try {
            cycle.fold(bucket, positions.getOrDefault(bucket, 0L), entries, before);
        } catch (LogGapException gap) {
            stop(bucket, gap);
        }
    }

    /** How far behind the ledger is; and a log that ends before a position has lost what the ledger has. */
    private void lookAtEnds() {
        endsLookedAtNanos = System.nanoTime();
        Map<Bucket, Long> reading = reading();
        Map<Bucket, Long> ends = log.ends(List.copyOf(reading.keySet()));
        long behind = 0;
        for (var one : reading.entrySet()) {
            Long end = ends.get(one.getKey());
            if (end == null) {
                continue;
            }
            long ahead = end - one.getValue();
            if (ahead < 0) {
                stop(one.getKey(), new LogGapException(one.getKey(), one.getValue(), "it ends " + -ahead + " earlier"));
            } else if (end / Recovery.ERA != one.getValue() / Recovery.ERA) {
                // So its position was moved, too, and is asked for in the next cycle.
                stop(one.getKey(), new LogGapException(one.getKey(), one.getValue(), "it was made anew"));
            } else {
                behind += ahead;
            }
        }
        ReaderStatus was = status;
        status = new ReaderStatus(
                was.shard(), was.state(), Map.copyOf(stopped), behind, was.newest(), known.size(), was.counts());
    }

    private void stop(Bucket bucket, LogGapException gap) {
        LOG.error("the ledger's reader of {} stops reading bucket {}: {}", shard, bucket, gap.getMessage());
        stopped.put(bucket, String.valueOf(gap.getMessage()));
        become(status.state());
    }

    private void failed(Exception why) throws InterruptedException {
        Duration wait = config.retryMin();
        for (int i = 0; i < failuresInRow && wait.compareTo(config.retryMax()) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        wait = wait.compareTo(config.retryMax()) < 0 ? wait : config.retryMax();
        failuresInRow++;
        LOG.warn("the ledger's reader of {} failed and tries again in {}", shard, wait, why);
        ReaderStatus was = status;
        status = new ReaderStatus(
                was.shard(),
                State.FAILING,
                Map.copyOf(stopped),
                was.behind(),
                was.newest(),
                known.size(),
                was.counts().failed());
        pause(wait);
    }

    private void become(State state) {
        ReaderStatus was = status;
        // Who waits does not know how far another node's reader is.
        long behind = state == State.WAITING ? 0 : was.behind();
        status = new ReaderStatus(
                was.shard(), state, Map.copyOf(stopped), behind, was.newest(), known.size(), was.counts());
    }

    private boolean isClosing() {
        return interrupts.isClosing();
    }

    private void pause(Duration wait) throws InterruptedException {
        interrupts.pause(wait);
    }
}
