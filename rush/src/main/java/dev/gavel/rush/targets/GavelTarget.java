package dev.gavel.rush.targets;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.Closed;
import dev.gavel.auction.Terms;
import dev.gavel.dev.DevStores;
import dev.gavel.rush.history.Kept;
import dev.gavel.rush.history.Kept.LedgerBid;
import dev.gavel.server.ServerConfig;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.bidding.BiddingConfig;
import dev.gavel.server.ledger.AcceptedBid;
import dev.gavel.server.ledger.Ledger;
import dev.gavel.server.ledger.LedgerConfig;
import dev.gavel.server.platform.ConfigFile;
import dev.gavel.server.settlement.Verdict.Settled;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import dev.gavel.shards.PoolConfig;
import dev.gavel.shards.ShardAddress;
import java.nio.file.Path;
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

/** Gavel's server in a process of its own, with Redis and PostgreSQL. */
public final class GavelTarget implements Target {
    private static final Duration SETTLED_MAX = Duration.ofMinutes(2);
    private static final long POLL_MS = 50;
    /** So that the whole log of a run can be read after it: nothing is trimmed. */
    private static final int LOG_ENTRIES_KEPT = 1_000_000;

    private static final int LEDGER_PAGE = 10_000;

    /**
     * With one turn under way at a time, of 64 buckets that all have bids, each has to wait for 63 turns of others with
     * their fsyncs: far more than 5 ms, and less than the drain as long as a queue is gone after two turns.
     */
    private static final int SMALL_TURN = 64;

    private final DevStores stores;
    private final ChildJvm server;
    private final String url;
    private final AuctionApi api;

    /**
     * @param directory for its configuration
     * @param keySet the public keys of tokens
     * @param sellerToken by which auctions are listed
     * @param smallTurns whether to decide few bids at once, so that a queue grows before the arena
     */
    public GavelTarget(Path directory, String keySet, String sellerToken, boolean smallTurns) {
        this.stores = DevStores.temporary();
        try {
            this.server = Launch.of(TargetProcess.GAVEL, directory, settings(stores, smallTurns), keySet);
            this.url = Launch.url(server);
            this.api = new AuctionApi(url, sellerToken);
        } catch (RuntimeException e) {
            stores.close();
            throw e;
        }
    }

    private static String settings(DevStores stores, boolean smallTurns) {
        ServerConfig usual = ServerConfig.DEFAULT;
        var shards = stores.jdbcUrls().stream()
                .map(shard -> ShardAddress.parse("ledger", shard))
                .map(shard -> new ServerConfig.ShardSettings(shard.url(), shard.user(), shard.password()))
                .toList();
        return ConfigFile.print(new ServerConfig(
                usual.buckets(),
                arena(stores),
                smallTurns ? withSmallTurns(usual.bidding()) : usual.bidding(),
                usual.admission(),
                new ServerConfig.LedgerSettings(
                        shards, usual.ledger().pool(), usual.ledger().reader()),
                usual.api().onPort(0),
                usual.identity(),
                usual.feed(),
                usual.recovery()));
    }

    private static BiddingConfig withSmallTurns(BiddingConfig usual) {
        return new BiddingConfig(
                SMALL_TURN, 1, SMALL_TURN, usual.waitingMax(), usual.waitMax(), usual.retryPause(), usual.retryFor());
    }

    private static ArenaConfig arena(DevStores stores) {
        ArenaConfig usual = ArenaConfig.DEFAULT;
        return new ArenaConfig(
                stores.redisUri(),
                usual.commandTimeout(),
                usual.drain(),
                usual.drainMax(),
                usual.requestIdAgeMax(),
                usual.requestIdAheadMax(),
                usual.grace(),
                LOG_ENTRIES_KEPT);
    }

    @Override
    public String name() {
        return "Gavel";
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public AuctionId open(Terms terms) {
        return api.open(terms);
    }

    @Override
    public List<Kept> kept(List<AuctionId> auctions) {
        try (Arena arena = Arena.connect(arena(stores), new ScriptTime.Redis());
                Ledger ledger = openLedger()) {
            Map<AuctionId, List<Decision>> log = readClosed(new BidLog(arena, List.of()), Set.copyOf(auctions));
            List<Kept> kept = new ArrayList<>();
            for (AuctionId id : auctions) {
                Optional<Settled> settled = awaitSettled(ledger, id);
                kept.add(new Kept(
                        id,
                        log.getOrDefault(id, List.of()),
                        accepted(ledger, id),
                        settled.map(Settled::result).orElse(null)));
            }
            return kept;
        }
    }

    private Ledger openLedger() {
        return Ledger.open(
                stores.jdbcUrls().stream()
                        .map(shard -> ShardAddress.parse("ledger", shard))
                        .toList(),
                PoolConfig.DEFAULT,
                new Buckets(Buckets.COUNT_DEFAULT),
                LedgerConfig.DEFAULT,
                InstantSource.system());
    }

    /** Reads on until every auction has closed and nothing follows: bids that come after the close are decided, too. */
    private static Map<AuctionId, List<Decision>> readClosed(BidLog log, Set<AuctionId> auctions) {
        long deadline = System.nanoTime() + SETTLED_MAX.toNanos();
        Map<Bucket, Long> positions = new HashMap<>();
        new Buckets(Buckets.COUNT_DEFAULT).all().forEach(bucket -> positions.put(bucket, 0L));
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

    private static Optional<Settled> awaitSettled(Ledger ledger, AuctionId id) {
        long deadline = System.nanoTime() + SETTLED_MAX.toNanos();
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

    @Override
    public Map<String, Long> processes() {
        return Map.of(
                "server",
                server.pid(),
                "Redis",
                stores.redis().pid(),
                "PostgreSQL",
                stores.postgres().pid());
    }

    @Override
    public Memory memory() {
        return Launch.memory(server);
    }

    @Override
    public void close() {
        try (stores;
                server) {
            // The stores are closed last, also if the server fails to.
        }
    }
}
