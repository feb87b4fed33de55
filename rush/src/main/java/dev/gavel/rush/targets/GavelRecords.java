package dev.gavel.rush.targets;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.Closed;
import dev.gavel.rush.history.Kept;
import dev.gavel.rush.history.Kept.LedgerBid;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.ledger.AcceptedBid;
import dev.gavel.server.ledger.Ledger;
import dev.gavel.server.ledger.LedgerConfig;
import dev.gavel.server.settlement.Verdict.Settled;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import dev.gavel.shards.PoolConfig;
import dev.gavel.shards.ShardAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Reads what Gavel has kept, as an auditor does: from Redis and PostgreSQL themselves. Not for several threads.
 */
public final class GavelRecords {
    private static final long POLL_MS = 50;
    private static final int LEDGER_PAGE = 10_000;
    private static final int ID_GENERATIONS = 3;

    private final String redisUri;
    private final List<String> jdbcUrls;
    private final Duration settledMax;
    /** How far the log was read; what comes is of auctions that were opened later. */
    private final Map<Bucket, Long> positions = new HashMap<>();

    /** @param settledMax how long to wait until auctions are settled */
    public GavelRecords(String redisUri, List<String> jdbcUrls, Duration settledMax) {
        this.redisUri = redisUri;
        this.jdbcUrls = List.copyOf(jdbcUrls);
        this.settledMax = settledMax;
        new Buckets(Buckets.COUNT_DEFAULT).all().forEach(bucket -> positions.put(bucket, 0L));
    }

    /** All about these auctions, which must be newer than those that were read before. */
    public List<Kept> read(List<AuctionId> auctions) {
        long deadline = System.nanoTime() + settledMax.toNanos();
        try (Arena arena = Arena.connect(GavelSettings.arena(redisUri), new ScriptTime.Redis());
                Ledger ledger = openLedger()) {
            Map<AuctionId, List<Decision>> log =
                    readClosed(new BidLog(arena, List.of()), Set.copyOf(auctions), deadline);
            List<Kept> kept = new ArrayList<>();
            for (AuctionId id : auctions) {
                Optional<Settled> settled = awaitSettled(ledger, id, deadline);
                kept.add(new Kept(
                        id,
                        log.getOrDefault(id, List.of()),
                        accepted(ledger, id),
                        settled.map(Settled::result).orElse(null)));
            }
            return kept;
        }
    }

    /**
     * The same where Redis has lost its log: the decisions are those that the ledger has. That it has what Redis had
     * cannot be seen then; that it has what was told can.
     */
    public List<Kept> readFromLedger(List<AuctionId> auctions) {
        long deadline = System.nanoTime() + settledMax.toNanos();
        try (Ledger ledger = openLedger()) {
            Map<AuctionId, Settled> settled = new HashMap<>();
            auctions.forEach(id -> awaitSettled(ledger, id, deadline).ifPresent(it -> settled.put(id, it)));
            Map<AuctionId, List<Decision>> log = LedgerLog.read(ledger, Set.copyOf(auctions));
            return auctions.stream()
                    .map(id -> new Kept(
                            id,
                            log.getOrDefault(id, List.of()),
                            accepted(ledger, id),
                            Optional.ofNullable(settled.get(id))
                                    .map(Settled::result)
                                    .orElse(null)))
                    .toList();
        }
    }

    /** Deletes what Redis remembers of request ids, so that a check of the checker has something to find. */
    public void forgetRequestIds() {
        try (Arena arena = Arena.connect(GavelSettings.arena(redisUri), new ScriptTime.Redis())) {
            for (Bucket bucket : new Buckets(Buckets.COUNT_DEFAULT).all()) {
                byte[][] keys = IntStream.range(0, ID_GENERATIONS)
                        .mapToObj(generation -> "{b" + bucket.number() + "}:ids:" + generation)
                        .map(key -> key.getBytes(UTF_8))
                        .toArray(byte[][]::new);
                arena.await("forgetting request ids", arena.reads(bucket).del(keys));
            }
        }
    }

    private Ledger openLedger() {
        return Ledger.open(
                jdbcUrls.stream()
                        .map(shard -> ShardAddress.parse("ledger", shard))
                        .toList(),
                PoolConfig.DEFAULT,
                new Buckets(Buckets.COUNT_DEFAULT),
                LedgerConfig.DEFAULT,
                InstantSource.system());
    }

    /** Reads on until every auction has closed and nothing follows: bids that come after the close are decided, too. */
    private Map<AuctionId, List<Decision>> readClosed(BidLog log, Set<AuctionId> auctions, long deadline) {
        Map<AuctionId, List<Decision>> decisions = new HashMap<>();
        Set<AuctionId> open = new TreeSet<>(auctions);
        Map<Bucket, List<LogEntry>> read = log.read(positions);
        while ((!open.isEmpty() || !read.isEmpty()) && System.nanoTime() - deadline < 0) {
            read.forEach(
                    (bucket, entries) -> positions.put(bucket, entries.getLast().number()));
            read.values().stream()
                    .flatMap(List::stream)
                    .map(LogEntry::decisions)
                    .flatMap(Collection::stream)
                    .filter(decision -> auctions.contains(decision.auction()))
                    .forEach(decision -> {
                        decisions
                                .computeIfAbsent(decision.auction(), _ -> new ArrayList<>())
                                .add(decision);
                        if (decision instanceof Closed) {
                            open.remove(decision.auction());
                        }
                    });
            if (read.isEmpty()) {
                pause();
            }
            read = log.read(positions);
        }
        return decisions;
    }

    private static Optional<Settled> awaitSettled(Ledger ledger, AuctionId id, long deadline) {
        Optional<Settled> result = ledger.reads().result(id);
        while (result.isEmpty() && System.nanoTime() - deadline < 0) {
            pause();
            result = ledger.reads().result(id);
        }
        return result;
    }

    private static List<LedgerBid> accepted(Ledger ledger, AuctionId id) {
        List<LedgerBid> newestFirst = new ArrayList<>();
        long before = Long.MAX_VALUE;
        List<AcceptedBid> page;
        do {
            page = ledger.reads().history(id, before, LEDGER_PAGE);
            for (AcceptedBid bid : page) {
                before = bid.sequence();
                newestFirst.add(new LedgerBid(
                        bid.sequence(),
                        bid.bidder().value(),
                        bid.amount().minor(),
                        bid.leading(),
                        bid.price().minor()));
            }
        } while (page.size() == LEDGER_PAGE);
        return newestFirst.reversed();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the ledger", e);
        }
    }
}
