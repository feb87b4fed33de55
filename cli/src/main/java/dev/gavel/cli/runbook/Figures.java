package dev.gavel.cli.runbook;

import static dev.gavel.cli.runbook.Check.above;
import static dev.gavel.cli.runbook.Check.below;

import dev.gavel.cli.runbook.Measure.Fallen;
import dev.gavel.cli.runbook.Measure.Highest;
import dev.gavel.cli.runbook.Measure.Lowest;
import dev.gavel.cli.runbook.Measure.Quantile;
import dev.gavel.cli.runbook.Measure.Rate;
import dev.gavel.cli.runbook.Measure.Share;

/**
 * The figures that pages look at. Where an alert goes by one, it is bad from where the alert is
 * ({@code deploy/prometheus/rules/gavel.yml}); AlertsTest in system-tests holds that no alert's figure is missing.
 */
final class Figures {
    /** As the rules have it that record gavel:bids_failed. */
    private static final String FAILED = "overloaded|not_ready|unknown|store_unavailable|internal_error|leaving";

    static final Check FAILED_BIDS = above(
            0,
            Unit.PER_SECOND,
            "bids without a decision",
            new Rate("gavel_bids_total", "outcome", FAILED, "outcome"),
            "overloaded: gavel runbook queue-old; not_ready: arena-not-ready; unknown, store_unavailable: redis-down;"
                    + " internal_error: the node's log; leaving: a node that ends");
    static final Check BIDS =
            above(Double.POSITIVE_INFINITY, Unit.PER_SECOND, "bids answered", Rate.of("gavel_bids_total", ""), "");
    static final Check BID_P99 = above(
            0.1,
            Unit.SECONDS,
            "arrival to answer, p99",
            new Quantile(0.99, "gavel_bid_duration_seconds", "shard"),
            "the lines below say whether it is the queue, the turn, Redis or the node");
    static final Check QUEUE_AGE = above(
            0.5,
            Unit.SECONDS,
            "oldest bid without an answer",
            new Highest("gavel_queue_age_seconds", "instance, bucket"),
            "one bucket: a hot auction; all of a node: its Redis or its CPU");
    static final Check QUEUE_LENGTH = above(
            2_048,
            Unit.COUNT,
            "bids without an answer",
            new Highest("gavel_queue_bids", "instance, bucket"),
            "four turns' worth: the bucket gets more than it can decide");
    static final Check WAITING = above(
            32_768,
            Unit.COUNT,
            "bids waiting at a node",
            new Highest("gavel_bids_waiting", "instance"),
            "half of what a node keeps: beyond 65,536 it answers 503; add nodes");
    static final Check BUCKET_BIDS = above(
            30_000,
            Unit.PER_SECOND,
            "bids decided, by bucket",
            Rate.of("gavel_bucket_bids_total", "bucket"),
            "move its slot to a Redis of its own");
    static final Check TURN_TIME = above(
            0.05,
            Unit.SECONDS,
            "a turn, p99",
            new Quantile(0.99, "gavel_turn_time_seconds", "instance"),
            "Redis, its disk or the way there is slow: gavel runbook fsync-slow");
    static final Check TURN_SIZE = above(
            500,
            Unit.COUNT,
            "bids in a turn, p99",
            new Quantile(0.99, "gavel_turn_bids", "instance"),
            "turns are full (512): a bucket is at its limit");
    static final Check SCRIPTS = above(
            0.7,
            Unit.SHARE,
            "Redis' thread in scripts",
            Rate.of("gavel_redis_script_seconds_total", "server, instance"),
            "turns wait for each other: spread the slots over more primaries");
    static final Check SCRIPT_COUNT = above(
            Double.POSITIVE_INFINITY,
            Unit.PER_SECOND,
            "scripts run",
            Rate.of("gavel_redis_scripts_total", "server, instance"),
            "");
    static final Check FSYNC = above(
            0.02,
            Unit.SECONDS,
            "fsync of Redis, latest",
            new Highest("gavel_redis_fsync_latest_seconds", "server"),
            "gavel runbook fsync-slow");
    static final Check FSYNC_MAX = above(
            0.1,
            Unit.SECONDS,
            "fsync of Redis, longest",
            new Highest("gavel_redis_fsync_max_seconds", "server"),
            "a rewrite, a neighbour or the disk itself: LATENCY LATEST and iostat say when");
    static final Check MEMORY = above(
            0.75,
            Unit.SHARE,
            "memory of Redis",
            new Share("gavel_redis_memory_used_bytes", "gavel_redis_memory_max_bytes", "server"),
            "gavel runbook redis-memory-high");
    static final Check REDIS_UP = below(
            1,
            Unit.COUNT,
            "Redis answers, seen by each node",
            new Lowest("gavel_redis_up", "server, instance"),
            "by no node: gavel runbook redis-down; by one: the way between them");
    /** How many are promised a node's settings say: with them Redis itself is asked (StoreChecks). */
    static final Check REPLICAS =
            below(Double.NEGATIVE_INFINITY, Unit.COUNT, "replicas", new Lowest("gavel_redis_replicas", "server"), "");

    static final Check REPLICAS_LOST = above(
            0,
            Unit.COUNT,
            "replicas fewer than in the last day, of all servers together",
            new Fallen("gavel_redis_replicas", "server"),
            "start them again; at level replica its buckets may take no bids");
    static final Check ARENA_CLOSED = above(
            0,
            Unit.COUNT,
            "buckets that a node may not write to",
            new Highest("gavel_arena_closed", "instance"),
            "its /health/ready says why: not level, being recovered, or no Redis that has them");
    static final Check ARENA_WEAK = above(
            0,
            Unit.COUNT,
            "bids refused, since what is told could be lost",
            new Highest("gavel_arena_weak", "instance"),
            "its /health/ready or its log names the setting, the replicas or the ledger that is behind");
    static final Check REPLICA_LAG = above(
            16e6,
            Unit.BYTES,
            "a replica is behind by",
            new Highest("gavel_redis_replica_lag_bytes", "server, replica"),
            "gavel runbook replica-lag");
    static final Check LOG = above(
            100_000,
            Unit.COUNT,
            "entries of the bid log in Redis",
            new Highest("gavel_log_entries", "bucket"),
            "the ledger does not follow, or ids are remembered for very many bids");
    static final Check LEDGER_AGE = above(
            30,
            Unit.SECONDS,
            "the ledger is behind by",
            new Highest("gavel_ledger_behind_seconds", "shard"),
            "gavel runbook ledger-behind");
    static final Check LEDGER_ENTRIES = above(
            10_000,
            Unit.COUNT,
            "entries that are not in the ledger",
            new Highest("gavel_ledger_behind", "shard"),
            "they keep Redis' memory until they are");
    static final Check LEDGER_FAILURES = above(
            0,
            Unit.PER_SECOND,
            "failures of the ledger's reader",
            Rate.of("gavel_ledger_failures_total", "shard"),
            "gavel runbook ledger-failing");
    static final Check COMMIT = above(
            0.5,
            Unit.SECONDS,
            "a commit of the ledger, p99",
            new Quantile(0.99, "gavel_ledger_commit_seconds", "shard"),
            "PostgreSQL is slow: its disk, locks, or a standby that it waits for");
    static final Check OVERDUE = above(
            10,
            Unit.SECONDS,
            "past its close and not closed",
            new Highest("gavel_close_overdue_seconds", "shard"),
            "does Redis answer, and is its bucket's arena ready?");
    static final Check SETTLEMENT = above(
            30,
            Unit.SECONDS,
            "from close to result, p99",
            new Quantile(0.99, "gavel_settlement_delay_seconds", "shard"),
            "gavel runbook ledger-behind");
    static final Check QUARANTINED = above(
            0,
            Unit.COUNT,
            "auctions in quarantine",
            new Highest("gavel_quarantined", "shard"),
            "./gavel audit --config FILE names them and both verdicts");
    static final Check FEED = above(
            500,
            Unit.COUNT,
            "entries that the feed has not read",
            new Highest("gavel_feed_behind", "instance"),
            "gavel runbook feed-behind");
    static final Check CUT_OFF = above(
            1,
            Unit.PER_SECOND,
            "watchers cut off",
            Rate.of("gavel_feed_cut_off_total", "instance"),
            "they do not read: the way to them is full, or the node is busy");
    static final Check WATCHERS = above(
            18_000,
            Unit.COUNT,
            "watchers",
            new Highest("gavel_feed_watchers", "instance"),
            "a node takes 20,000: add nodes");
    static final Check CLOCK = above(
            0.05,
            Unit.SECONDS,
            "the arena's clock is known to",
            new Highest("gavel_clock_uncertainty_seconds", "instance"),
            "gavel runbook clock-uncertain");
    static final Check READY =
            below(1, Unit.COUNT, "ready", new Lowest("gavel_ready", "instance, check"), "gavel runbook node-not-ready");
    static final Check POOL_WAITING = above(
            0,
            Unit.COUNT,
            "waiting for a connection to PostgreSQL",
            new Highest("hikaricp_connections_pending", "instance, pool"),
            "gavel runbook pool-exhausted");
    static final Check POOL_USED = above(
            0.9,
            Unit.SHARE,
            "connections to PostgreSQL in use",
            new Share("hikaricp_connections_active", "hikaricp_connections_max", "instance, pool"),
            "slow statements hold them, or there are too few: ledger.pool.connectionsMax");
    static final Check CPU = above(
            0.9,
            Unit.SHARE,
            "CPU of the machine",
            new Highest("system_cpu_usage", "instance"),
            "add nodes, or find who else works there");
    static final Check HEAP = above(
            0.1,
            Unit.SHARE,
            "time in garbage collection",
            Rate.of("jvm_gc_pause_seconds_sum", "instance"),
            "give the node more memory (-Xmx)");
    static final Check UP = above(
            Double.POSITIVE_INFINITY, Unit.SECONDS, "up for", new Lowest("process_uptime_seconds", "instance"), "");

    private Figures() {}
}
