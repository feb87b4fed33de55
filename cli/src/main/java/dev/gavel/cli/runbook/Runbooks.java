package dev.gavel.cli.runbook;

import static dev.gavel.cli.runbook.StoreChecks.POSTGRES;
import static dev.gavel.cli.runbook.StoreChecks.REDIS;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The diagnosis of each page, in the order in which one looks. */
public final class Runbooks {
    static final List<Runbook> ALL = List.of(
            page(
                    "arena-not-ready",
                    "Bids of some auctions are refused",
                    List.of(REDIS, POSTGRES),
                    Figures.ARENA_CLOSED,
                    Figures.ARENA_WEAK,
                    Figures.READY,
                    Figures.FAILED_BIDS,
                    Figures.REDIS_UP,
                    Figures.REPLICAS,
                    Figures.LEDGER_AGE),
            page(
                    "bids-slow",
                    "Bids wait for their answer",
                    List.of(REDIS),
                    Figures.BID_P99,
                    Figures.BIDS,
                    Figures.QUEUE_AGE,
                    Figures.TURN_TIME,
                    Figures.TURN_SIZE,
                    Figures.BUCKET_BIDS,
                    Figures.FSYNC,
                    Figures.SCRIPTS,
                    Figures.SCRIPT_COUNT,
                    Figures.CLOCK,
                    Figures.CPU,
                    Figures.HEAP),
            page(
                    "clock-uncertain",
                    "A node does not know the arena's time well enough",
                    List.of(REDIS),
                    Figures.CLOCK,
                    Figures.TURN_TIME,
                    Figures.FSYNC,
                    Figures.CPU,
                    Figures.HEAP),
            page(
                    "close-not-settled",
                    "An auction is over and has no result",
                    List.of(REDIS, POSTGRES),
                    Figures.OVERDUE,
                    Figures.SETTLEMENT,
                    Figures.LEDGER_AGE,
                    Figures.LEDGER_FAILURES,
                    Figures.QUARANTINED,
                    Figures.REDIS_UP,
                    Figures.READY),
            page(
                    "error-budget-burn",
                    "Too many bids are slow or get no decision",
                    List.of(REDIS),
                    Figures.FAILED_BIDS,
                    Figures.BIDS,
                    Figures.BID_P99,
                    Figures.QUEUE_AGE,
                    Figures.WAITING,
                    Figures.REDIS_UP,
                    Figures.ARENA_CLOSED,
                    Figures.ARENA_WEAK,
                    Figures.READY,
                    Figures.TURN_TIME,
                    Figures.FSYNC),
            page(
                    "feed-behind",
                    "Watchers see old prices",
                    List.of(REDIS),
                    Figures.FEED,
                    Figures.WATCHERS,
                    Figures.CUT_OFF,
                    Figures.CPU,
                    Figures.HEAP),
            page(
                    "fsync-slow",
                    "The disk of Redis is slow",
                    List.of(REDIS),
                    Figures.FSYNC,
                    Figures.FSYNC_MAX,
                    Figures.TURN_TIME,
                    Figures.BID_P99),
            page(
                    "ledger-behind",
                    "The ledger does not follow the bid log",
                    List.of(POSTGRES),
                    Figures.LEDGER_AGE,
                    Figures.LEDGER_ENTRIES,
                    Figures.LEDGER_FAILURES,
                    Figures.COMMIT,
                    Figures.POOL_USED,
                    Figures.LOG,
                    Figures.MEMORY),
            page(
                    "ledger-failing",
                    "Writing to the ledger fails",
                    List.of(POSTGRES),
                    Figures.LEDGER_FAILURES,
                    Figures.LEDGER_AGE,
                    Figures.POOL_WAITING,
                    Figures.MEMORY),
            page(
                    "node-not-ready",
                    "A node says that nobody should be sent there",
                    List.of(REDIS, POSTGRES),
                    Figures.READY,
                    Figures.UP,
                    Figures.REDIS_UP,
                    Figures.ARENA_CLOSED,
                    Figures.ARENA_WEAK,
                    Figures.REPLICAS,
                    Figures.LEDGER_AGE),
            page(
                    "pool-exhausted",
                    "Requests wait for connections to PostgreSQL",
                    List.of(POSTGRES),
                    Figures.POOL_WAITING,
                    Figures.POOL_USED,
                    Figures.COMMIT,
                    Figures.LEDGER_FAILURES),
            page(
                    "quarantine",
                    "Redis and the referee disagree on a result",
                    List.of(),
                    Figures.QUARANTINED,
                    Figures.OVERDUE,
                    Figures.LEDGER_AGE),
            page(
                    "queue-old",
                    "Bids wait at a node for their answer",
                    List.of(REDIS),
                    Figures.QUEUE_AGE,
                    Figures.QUEUE_LENGTH,
                    Figures.WAITING,
                    Figures.BUCKET_BIDS,
                    Figures.TURN_SIZE,
                    Figures.TURN_TIME,
                    Figures.SCRIPTS,
                    Figures.CPU),
            page(
                    "redis-down",
                    "Redis answers no node",
                    List.of(REDIS),
                    Figures.REDIS_UP,
                    Figures.READY,
                    Figures.REPLICAS,
                    Figures.FAILED_BIDS),
            page(
                    "redis-memory-high",
                    "Redis runs out of memory",
                    List.of(REDIS),
                    Figures.MEMORY,
                    Figures.LOG,
                    Figures.LEDGER_AGE,
                    Figures.LEDGER_FAILURES,
                    Figures.QUARANTINED),
            page(
                    "replica-lag",
                    "A replica of Redis does not follow",
                    List.of(REDIS),
                    Figures.REPLICA_LAG,
                    Figures.REPLICAS,
                    Figures.TURN_TIME),
            page(
                    "replicas-missing",
                    "Redis has lost a replica",
                    List.of(REDIS),
                    Figures.REPLICAS_LOST,
                    Figures.REPLICAS,
                    Figures.REPLICA_LAG,
                    Figures.READY),
            page("target-down", "A node does not answer", List.of(REDIS), Figures.UP, Figures.READY, Figures.HEAP));

    private Runbooks() {}

    private static Runbook page(String name, String title, List<StoreChecks> stores, Check... checks) {
        return new Runbook(name, title, stores, List.of(checks));
    }

    /** The names of the pages. */
    public static List<String> names() {
        return ALL.stream().map(Runbook::name).toList();
    }

    /** The meters that the diagnosis of a page looks at, each with the figure beyond which it is bad. */
    public static Map<String, Double> limits(String name) {
        Map<String, Double> limits = new HashMap<>();
        ALL.stream()
                .filter(it -> it.name().equals(name))
                .forEach(page -> page.checks()
                        .forEach(check ->
                                check.measure().metrics().forEach(metric -> limits.put(metric, check.from()))));
        return limits;
    }
}
