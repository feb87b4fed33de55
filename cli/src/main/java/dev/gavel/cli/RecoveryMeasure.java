package dev.gavel.cli;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.dev.DevStores;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.RedisClock;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.arena.Turn;
import dev.gavel.server.bidding.PlaceBids;
import dev.gavel.server.ledger.Ledger;
import dev.gavel.server.ledger.LedgerConfig;
import dev.gavel.server.ledger.LedgerReader;
import dev.gavel.server.listing.ArenaAuctions;
import dev.gavel.server.recovery.BucketReport;
import dev.gavel.server.recovery.Recovery;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import dev.gavel.shards.PoolConfig;
import dev.gavel.shards.ShardAddress;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** How long a recovery takes: of auctions and bids made up for it, in stores that are empty before and gone after. */
final class RecoveryMeasure {
    private static final Duration CATCH_UP_MAX = Duration.ofMinutes(10);
    private static final Duration CATCH_UP_POLL = Duration.ofMillis(100);
    private static final int BIDDERS = 20_000;

    private final Buckets buckets = new Buckets(Buckets.COUNT_DEFAULT);
    private final Random random = new Random(1);
    private final PrintWriter out;

    RecoveryMeasure(PrintWriter out) {
        this.out = out;
    }

    void run(Running running, int auctions, int bids) {
        DevStores stores = running.add(DevStores.temporary());
        Arena arena =
                running.add(Arena.connect(ArenaConfig.DEFAULT.withRedisUri(stores.redisUri()), new ScriptTime.Redis()));
        RedisClock clock = running.add(new RedisClock(arena));
        List<ShardAddress> addresses = stores.jdbcUrls().stream()
                .map(url -> ShardAddress.parse("ledger", url))
                .toList();
        Ledger ledger =
                running.add(Ledger.open(addresses, PoolConfig.DEFAULT, buckets, LedgerConfig.DEFAULT, Instant::now));
        var log = new BidLog(arena, List.of(LedgerReader.NAME));
        ledger.startReaders(log, _ -> {});
        var listings = new ArenaAuctions(arena, clock, buckets, ledger.catalog()::insert);
        Map<Bucket, List<AuctionId>> open = new HashMap<>();
        for (int i = 0; i < auctions; i++) {
            AuctionId id = listings.list(terms(), "a thing", "of beauty").id();
            open.computeIfAbsent(buckets.of(id.value()), _ -> new ArrayList<>()).add(id);
        }
        out.printf("%,d auctions listed%n", auctions);
        out.flush();
        place(new PlaceBids(arena), arena, open, bids, auctions);
        awaitLedger(ledger, log);
        out.printf("%,d bids decided and in the ledger%n", bids);
        out.flush();
        stores.redis().flushAll();
        recover(new Recovery(arena, clock, buckets, ledger.arenaSource()));
    }

    private void recover(Recovery recovery) {
        List<BucketReport> done = new ArrayList<>();
        long began = System.nanoTime();
        recovery.recover(recovery.levels(), done::add);
        out.printf(
                "%,d auctions and %,d bids, %,d of them remembered by their request ids, recovered in %.1f s%n",
                done.stream().mapToLong(BucketReport::open).sum(),
                done.stream().mapToLong(BucketReport::bids).sum(),
                done.stream().mapToLong(BucketReport::remembered).sum(),
                (System.nanoTime() - began) / 1e9);
        out.flush();
    }

    /** Turns of many auctions, as a rush on many brings them; prices rise slowly, so that most bids are accepted. */
    private void place(PlaceBids place, Arena arena, Map<Bucket, List<AuctionId>> open, int bids, int auctions) {
        int sent = 0;
        while (sent < bids) {
            for (var bucket : open.entrySet()) {
                List<ArrivedBid> turn = new ArrayList<>();
                long amount = 1_000 + 300L * sent / auctions;
                for (int i = 0; i < Turn.BIDS_MAX && sent < bids; i++, sent++) {
                    List<AuctionId> here = bucket.getValue();
                    var bid = new Bid(
                            new AccountId("bidder-" + random.nextInt(BIDDERS)),
                            new Money(amount + random.nextInt(3_000)),
                            RequestId.at(Instant.now(), random));
                    turn.add(new ArrivedBid(here.get(random.nextInt(here.size())), bid, System.currentTimeMillis()));
                }
                if (!turn.isEmpty()) {
                    arena.await("placing bids", place.place(bucket.getKey(), Turn.of(turn)));
                }
            }
        }
    }

    private void awaitLedger(Ledger ledger, BidLog log) {
        long deadline = System.nanoTime() + CATCH_UP_MAX.toNanos();
        while (!hasAll(ledger, log)) {
            if (System.nanoTime() - deadline > 0) {
                throw new CommandException("the ledger has not caught up within " + CATCH_UP_MAX);
            }
            try {
                Thread.sleep(CATCH_UP_POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandException("interrupted");
            }
        }
    }

    private boolean hasAll(Ledger ledger, BidLog log) {
        Map<Bucket, Long> positions = ledger.reads().positions();
        return log.ends(buckets.all()).entrySet().stream()
                .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    private static Terms terms() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Terms(
                new AccountId("sue"),
                new Terms.Pricing(
                        Currency.getInstance("EUR"),
                        Bidding.PROXY,
                        new Money(1_000),
                        StepTable.flat(new Money(10)),
                        null),
                new Terms.Schedule(now.minusSeconds(1), now.plus(Duration.ofHours(6)), null));
    }
}
