package dev.gavel.server.ledger;

import dev.gavel.server.arena.BidLog;
import java.time.Duration;

/**
 * Bounds on the ledger's work.
 *
 * @param interval the least time between two transactions of a shard's reader while it keeps up and nobody waits
 * @param entriesFull a read that brings so many entries of one bucket may have left more behind, so the next follows at
 *     once; at most what the log gives in one read
 * @param retryMin how long to wait after a first failure; doubles with each
 * @param retryMax how long to wait after many
 * @param lockRetry how often a reader asks whether the shard has become free
 * @param closeTimeout how long closing waits for the transaction under way
 * @param auctionsMax how many auctions a shard's reader keeps in memory; others are read again when they are decided
 * @param activitiesMax how many bidders' traces a shard's reader remembers, to not write them again
 * @param releasesMax how many settled auctions are released in the arena at once
 * @param monthsAhead how many months beyond the current one have their partitions ready
 * @param rowsFetched how many rows a streaming query holds in memory
 */
public record LedgerConfig(
        Duration interval,
        int entriesFull,
        Duration retryMin,
        Duration retryMax,
        Duration lockRetry,
        Duration closeTimeout,
        int auctionsMax,
        int activitiesMax,
        int releasesMax,
        int monthsAhead,
        int rowsFetched) {
    public static final LedgerConfig DEFAULT = new LedgerConfig(
            Duration.ofMillis(200),
            BidLog.ENTRIES_MAX,
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            100_000,
            200_000,
            1_000,
            3,
            500);

    public LedgerConfig {
        requirePositive("interval", interval);
        requirePositive("retryMin", retryMin);
        requirePositive("lockRetry", lockRetry);
        requirePositive("closeTimeout", closeTimeout);
        if (retryMax.compareTo(retryMin) < 0) {
            throw new IllegalArgumentException("retryMax is at least retryMin, not " + retryMax);
        }
        requireAtLeast("entriesFull", 1, entriesFull);
        requireAtLeast("auctionsMax", 1, auctionsMax);
        requireAtLeast("activitiesMax", 1, activitiesMax);
        requireAtLeast("releasesMax", 1, releasesMax);
        requireAtLeast("monthsAhead", 1, monthsAhead);
        requireAtLeast("rowsFetched", 1, rowsFetched);
    }

    private static void requirePositive(String what, Duration length) {
        if (length.toMillis() < 1) {
            throw new IllegalArgumentException(what + " is at least 1 ms, not " + length);
        }
    }

    private static void requireAtLeast(String what, int min, int value) {
        if (value < min) {
            throw new IllegalArgumentException(what + " is at least " + min + ", not " + value);
        }
    }
}
