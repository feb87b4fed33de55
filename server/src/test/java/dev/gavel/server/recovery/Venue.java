package dev.gavel.server.recovery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Standing;
import dev.gavel.auction.random.RandomAuction;
import dev.gavel.auction.random.RandomAuctions;
import dev.gavel.auction.random.RandomEvent;
import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.arena.Turn;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.PlaceBids;
import dev.gavel.server.bidding.Wishes;
import dev.gavel.server.closing.CloseDue;
import dev.gavel.server.closing.Drained;
import dev.gavel.server.closing.Release;
import dev.gavel.server.ledger.Ledger;
import dev.gavel.server.ledger.LedgerReader;
import dev.gavel.server.ledger.TestLedger;
import dev.gavel.server.listing.ArenaAuctions;
import dev.gavel.server.listing.Listing;
import dev.gavel.server.listing.Wish;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import dev.gavel.shards.PoolConfig;
import dev.gavel.shards.ShardAddress;
import io.lettuce.core.ScoredValue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Random auctions by the real scripts on a real Redis, with a real ledger behind them and the clock in its hand. */
final class Venue implements AutoCloseable {
    static final Buckets BUCKETS = new Buckets(8);
    private static final PoolConfig POOLS = new PoolConfig(8, Duration.ofSeconds(2), Duration.ofSeconds(20), 3);
    private static final int TURN_MAX = 30;

    private final AtomicLong millis = new AtomicLong();
    private final ArenaClock clock = new ArenaClock() {
        @Override
        public long stamp() {
            return millis.get();
        }

        @Override
        public long now() {
            return millis.get();
        }
    };
    private final Instant opening = Instant.parse("2026-03-01T12:00:00Z");
    private final Random random;
    private final RandomAuctions supply;
    private final Map<AuctionId, RandomAuction> running = new LinkedHashMap<>();
    private final Map<ArrivedBid, Answer> answered = new LinkedHashMap<>();
    final Ledger ledger;
    final Arena arena;
    final ArenaAuctions auctions;
    final PlaceBids placeBids;
    private final CloseDue closeDue;
    private final BidLog log;
    private long lastId = System.nanoTime();

    Venue(EmbeddedRedis redis, long seed) {
        this.random = new Random(seed);
        this.supply = new RandomAuctions(seed, opening);
        millis.set(opening.toEpochMilli());
        arena = another(redis);
        ledger = Ledger.open(addresses(), POOLS, BUCKETS, TestLedger.FAST, InstantSource.system());
        auctions = new ArenaAuctions(arena, clock, BUCKETS, ledger.catalog()::insert);
        placeBids = new PlaceBids(arena);
        closeDue = new CloseDue(arena);
        log = new BidLog(arena, List.of(LedgerReader.NAME));
        ledger.startReaders(log, new Release(arena, BUCKETS)::release);
    }

    private static List<ShardAddress> addresses() {
        List<ShardAddress> addresses = new ArrayList<>();
        for (String url : SharedStores.freshDatabases(2)) {
            addresses.add(ShardAddress.parse("ledger.shards[" + addresses.size() + "]", url));
        }
        return addresses;
    }

    /** The arena as another node sees it, which knows nothing of what was before. */
    Arena another(EmbeddedRedis redis) {
        ArenaConfig usual = ArenaConfig.DEFAULT;
        return Arena.connect(
                new ArenaConfig(
                        redis.redisUri(),
                        usual.durability(),
                        usual.replica(),
                        usual.log(),
                        usual.commandTimeout(),
                        usual.drain(),
                        usual.drainMax(),
                        usual.outageAfter(),
                        // Random auctions run for half an hour around their opening.
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        usual.grace(),
                        0),
                new ScriptTime.Recorded(millis::get));
    }

    Recovery recovery() {
        return recovery(arena);
    }

    Recovery recovery(Arena of) {
        return recovery(of, ledger.arenaSource());
    }

    Recovery recovery(Arena of, LedgerSide from) {
        return new Recovery(of, clock, BUCKETS, from);
    }

    Instant now() {
        return Instant.ofEpochMilli(millis.get());
    }

    void pass(Duration time) {
        millis.addAndGet(time.toMillis());
    }

    /** Closes whatever is open. */
    void ringAll() {
        millis.set(opening.plus(Duration.ofHours(1)).toEpochMilli());
        running.keySet().forEach(id -> auctions.intervene(id, new Wish.Resume(RandomAuction.SELLER, "")));
        Instant last = opening.plus(Duration.ofDays(30));
        BUCKETS.all().forEach(bucket -> ring(bucket, last));
        running.clear();
    }

    /** A node looks at all bells so long after the opening, for the first time since the last call. */
    void watchAll(Duration afterOpening) {
        millis.set(opening.plus(afterOpening).toEpochMilli());
        BUCKETS.all().forEach(bucket -> {
            arena.await("ringing", closeDue.watch(bucket, millis.get(), Drained.ALL, true));
            arena.lastWatched().at(bucket, millis.get());
        });
    }

    /** Plays until so many bids were sent; some auctions end meanwhile, others stay open. */
    void play(int bids) {
        for (int sent = 0; sent < bids; ) {
            millis.set(opening.toEpochMilli());
            while (running.size() < 24) {
                RandomAuction auction = supply.next();
                AuctionId id = new AuctionId(++lastId);
                var listing =
                        new Listing(id, auction.terms(), "a thing", "of beauty", Instant.ofEpochMilli(millis.get()));
                ledger.catalog().insert(listing);
                auctions.open(listing);
                running.put(id, auction);
            }
            sent += turn();
        }
    }

    private int turn() {
        List<AuctionId> ids = List.copyOf(running.keySet());
        Bucket bucket = BUCKETS.of(ids.get(random.nextInt(ids.size())).value());
        List<AuctionId> here =
                ids.stream().filter(id -> BUCKETS.of(id.value()).equals(bucket)).toList();
        List<ArrivedBid> turn = new ArrayList<>();
        for (int i = random.nextInt(TURN_MAX); i >= 0; i--) {
            AuctionId id = here.get(random.nextInt(here.size()));
            switch (running.getOrDefault(id, supply.next()).next(standing(id))) {
                case RandomEvent.Offer offer ->
                    turn.add(new ArrivedBid(id, offer.bid(), offer.receivedAt().toEpochMilli()));
                case RandomEvent.Act(var wish) -> {
                    place(bucket, turn);
                    millis.set(wish.decidedAt().toEpochMilli());
                    auctions.intervene(id, Wishes.of(wish));
                    return turn.size();
                }
                case RandomEvent.Close(var at) -> {
                    place(bucket, turn);
                    ring(bucket, at);
                    return turn.size();
                }
                case null -> running.remove(id);
            }
            if (!running.containsKey(id)) {
                break;
            }
        }
        place(bucket, turn);
        return turn.size();
    }

    void ring(Bucket bucket, Instant at) {
        millis.set(at.plus(arena.config().drain()).toEpochMilli());
        arena.await("ringing", closeDue.close(bucket, millis.get(), Drained.ALL));
    }

    private void place(Bucket bucket, List<ArrivedBid> turn) {
        if (turn.isEmpty()) {
            return;
        }
        millis.set(opening.toEpochMilli() + (random.nextInt(4) == 0 ? random.nextInt(600_000) : 1_200_000));
        List<Answer> answers = answers(bucket, turn);
        for (int i = 0; i < turn.size(); i++) {
            answered.putIfAbsent(turn.get(i), answers.get(i));
        }
    }

    List<Answer> answers(Bucket bucket, List<ArrivedBid> turn) {
        return arena.await("placing bids", placeBids.place(bucket, Turn.of(turn)))
                .answers();
    }

    Answer answer(AuctionId auction, Bid bid) {
        return answers(BUCKETS.of(auction.value()), List.of(new ArrivedBid(auction, bid, millis.get())))
                .getFirst();
    }

    Standing standing(AuctionId id) {
        return auctions.find(id).orElseThrow().standing();
    }

    List<AuctionId> running() {
        return List.copyOf(running.keySet());
    }

    /** Places every bid again that was answered. */
    void requireSameAnswers() {
        Map<Bucket, List<ArrivedBid>> byBucket = new TreeMap<>();
        answered.keySet()
                .forEach(
                        bid -> byBucket.computeIfAbsent(BUCKETS.of(bid.auction().value()), _ -> new ArrayList<>())
                                .add(bid));
        byBucket.forEach((bucket, bids) -> {
            for (int from = 0; from < bids.size(); from += Turn.BIDS_MAX) {
                List<ArrivedBid> turn = bids.subList(from, Math.min(bids.size(), from + Turn.BIDS_MAX));
                List<Answer> answers = answers(bucket, turn);
                for (int i = 0; i < turn.size(); i++) {
                    assertThat(answers.get(i))
                            .as("the answer to %s", turn.get(i))
                            .isEqualTo(answered.get(turn.get(i)));
                }
            }
        });
    }

    void awaitRead() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    var positions = ledger.reads().positions();
                    return log.ends(BUCKETS.all()).entrySet().stream()
                            .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
                });
    }

    /** States, rankings, listings and due times, byte for byte. */
    Map<String, String> snapshot() {
        Map<String, String> found = new TreeMap<>();
        for (byte[] key : arena.await("keys", arena.servers().getFirst().reads().keys("{b*"))) {
            String name = new String(key, US_ASCII);
            if (name.endsWith(":due") || name.contains(":r:")) {
                StringBuilder members = new StringBuilder();
                for (ScoredValue<byte[]> one :
                        arena.await("range", arena.shared(key).zrangeWithScores(key, 0, -1))) {
                    members.append(new String(one.getValue(), US_ASCII))
                            .append(' ')
                            .append(one.getScore())
                            .append('\n');
                }
                found.put(name, members.toString());
            } else if (name.contains(":a:") || name.contains(":l:")) {
                byte @Nullable [] value = arena.await("get", arena.shared(key).get(key));
                found.put(name, value == null ? "" : HexFormat.of().formatHex(value));
            }
        }
        return found;
    }

    @Override
    public void close() {
        ledger.close();
        arena.close();
    }
}
