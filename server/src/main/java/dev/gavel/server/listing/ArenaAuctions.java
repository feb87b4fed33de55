package dev.gavel.server.listing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Permit;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Terms;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.ArenaKeys;
import dev.gavel.server.arena.AuctionStateCodec;
import dev.gavel.server.arena.NotLevelException;
import dev.gavel.server.arena.Packed;
import dev.gavel.server.arena.PermitCodec;
import dev.gavel.server.arena.SafeCopy;
import dev.gavel.server.arena.Script;
import dev.gavel.server.listing.Ranking.Rank;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.hypersistence.tsid.TSID;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScriptOutputType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link Auctions} on Redis. */
public final class ArenaAuctions implements Auctions {
    /** How many auctions of one bucket may close in one millisecond and still be paged through. */
    private static final int SAME_CLOSE_MAX = 10_000;

    private final Arena arena;
    private final ArenaClock clock;
    private final Buckets buckets;
    private final Consumer<Listing> catalog;
    private final @Nullable SafeCopy copy;
    private final Script open;
    private final Script intervene;

    /** @param catalog makes a listing durable before it is opened; throws if it cannot */
    public ArenaAuctions(Arena arena, ArenaClock clock, Buckets buckets, Consumer<Listing> catalog) {
        this(arena, clock, buckets, catalog, null);
    }

    /** @param copy has an opening before it is told; null where nobody waits for that */
    public ArenaAuctions(
            Arena arena, ArenaClock clock, Buckets buckets, Consumer<Listing> catalog, @Nullable SafeCopy copy) {
        this.copy = copy;
        this.arena = arena;
        this.clock = clock;
        this.buckets = buckets;
        this.catalog = catalog;
        this.open = arena.script(ArenaAuctions.class, "open-auction.lua");
        this.intervene = arena.script(ArenaAuctions.class, "intervene.lua");
    }

    @Override
    public Listing list(Terms terms, String title, String description) {
        var id = new AuctionId(TSID.Factory.getTsid256().toLong());
        var listing = new Listing(id, terms, title, description, Instant.ofEpochMilli(clock.now()));
        catalog.accept(listing);
        open(listing);
        return listing;
    }

    /** Puts a listed auction into the arena; does nothing if it is there. */
    public void open(Listing listing) {
        AuctionId id = listing.id();
        Bucket bucket = buckets.of(id.value());
        Terms terms = listing.terms();
        byte[] state = AuctionStateCodec.encode(new AuctionStateCodec.State(terms, Standing.beforeFirstBid(terms)));
        long entry = arena.await(
                "opening auction " + id,
                arena.<Long>run(
                        arena.writes(bucket),
                        open,
                        ScriptOutputType.INTEGER,
                        new byte[][] {
                            ArenaKeys.logNumber(bucket),
                            ArenaKeys.log(bucket),
                            ArenaKeys.due(bucket),
                            ArenaKeys.state(bucket, id),
                            ArenaKeys.listing(bucket, id)
                        },
                        state,
                        AuctionStateCodec.encode(terms),
                        Packed.bytes(id.value()),
                        Packed.decimal(terms.schedule().closesAt().toEpochMilli()),
                        ListingText.encode(listing),
                        arena.fence(bucket)));
        if (copy != null && entry > 0) {
            // Or an auction that was told could be gone until somebody opens it again.
            arena.await("waiting for the copy of the bid log to have auction " + id, copy.has(bucket, entry));
        }
    }

    @Override
    public Optional<Live> find(AuctionId id) {
        Bucket bucket = buckets.of(id.value());
        String closed = arena.gate().closedFor(bucket);
        Optional<Live> found = arena.await("reading auction " + id, ask(id));
        if (found.isEmpty()) {
            requireLevel(bucket, closed);
        }
        return found;
    }

    /**
     * A bucket that is not level may lack an auction that is there: nobody must be told that there is none.
     *
     * @param before why it was not before it was read; null where it was
     */
    private void requireLevel(Bucket bucket, @Nullable String before) {
        String closed = before == null ? arena.gate().closedFor(bucket) : before;
        if (closed != null) {
            throw new NotLevelException(closed);
        }
    }

    @Override
    public List<Live> closingSoon(@Nullable Place after, int limit) {
        List<CompletionStage<List<ScoredValue<byte[]>>>> asked = new ArrayList<>();
        for (Bucket bucket : buckets.all()) {
            byte[] due = ArenaKeys.due(bucket);
            Range<Long> later = Range.unbounded();
            if (after != null) {
                long close = after.closesAt().toEpochMilli();
                asked.add(arena.reads(bucket)
                        .zrangebyscoreWithScores(due, Range.create(close, close), Limit.from(SAME_CLOSE_MAX)));
                later = Range.from(Range.Boundary.excluding(close), Range.Boundary.unbounded());
            }
            asked.add(arena.reads(bucket).zrangebyscoreWithScores(due, later, Limit.from(limit)));
        }
        List<Place> places = new ArrayList<>();
        for (var answer : asked) {
            for (ScoredValue<byte[]> scored : arena.await("listing auctions by their close", answer)) {
                places.add(new Place(
                        Instant.ofEpochMilli((long) scored.getScore()),
                        AuctionId.parse(new String(scored.getValue(), US_ASCII))));
            }
        }
        Comparator<Place> order = Comparator.comparing(Place::closesAt).thenComparing(Place::auction);
        return places.stream()
                .filter(place -> after == null || order.compare(place, after) > 0)
                .sorted(order)
                .limit(limit)
                .map(place -> ask(place.auction()))
                .toList()
                .stream()
                .flatMap(answer -> arena.await("reading an auction", answer).stream())
                .toList();
    }

    @Override
    public Optional<Ranking> ranking(AuctionId id, int top, @Nullable AccountId asker) {
        Bucket bucket = buckets.of(id.value());
        byte[] key = ArenaKeys.ranking(bucket, id);
        String closed = arena.gate().closedFor(bucket);
        var exists = arena.reads(bucket).exists(ArenaKeys.state(bucket, id));
        var best = arena.reads(bucket).zrevrangeWithScores(key, 0, top - 1L);
        var count = arena.reads(bucket).zcard(key);
        Rank mine = asker == null ? null : rankOf(bucket, key, asker);
        String attempted = "reading the ranking of auction " + id;
        if (arena.await(attempted, exists) == 0) {
            requireLevel(bucket, closed);
            return Optional.empty();
        }
        List<Rank> ranks = new ArrayList<>();
        for (ScoredValue<byte[]> scored : arena.await(attempted, best)) {
            ranks.add(new Rank(
                    ranks.size() + 1L,
                    new AccountId(new String(scored.getValue(), US_ASCII)),
                    amount(scored.getScore())));
        }
        return Optional.of(new Ranking(List.copyOf(ranks), mine, arena.await(attempted, count)));
    }

    @Override
    public Effect intervene(AuctionId id, Wish wish) {
        Bucket bucket = buckets.of(id.value());
        List<byte[]> answer = arena.await(
                "changing auction " + id,
                arena.<List<byte[]>>run(
                        arena.writes(bucket),
                        intervene,
                        ScriptOutputType.MULTI,
                        new byte[][] {
                            ArenaKeys.logNumber(bucket),
                            ArenaKeys.log(bucket),
                            ArenaKeys.due(bucket),
                            ArenaKeys.state(bucket, id),
                            ArenaKeys.bidders(bucket, id)
                        },
                        arguments(id, wish, arena.fence(bucket))));
        Effect effect = Effect.valueOf(new String(answer.getFirst(), US_ASCII));
        if (copy != null && effect == Effect.DONE) {
            long entry = Long.parseLong(new String(answer.getLast(), US_ASCII));
            arena.await("waiting for the copy of the bid log to have it", copy.has(bucket, entry));
        }
        return effect;
    }

    private static byte[][] arguments(AuctionId id, Wish wish, byte[] fence) {
        char what = switch (wish) {
            case Wish.Pause _ -> 'P';
            case Wish.Resume _ -> 'R';
            case Wish.Cancel _ -> 'X';
            case Wish.Say _, Wish.Ask _ -> 'B';
        };
        String role = wish instanceof Wish.Ask ? "Q" : wish.operator() ? "O" : "S";
        AccountId bidder = wish.by();
        Permit permit = Permit.ASKED;
        if (wish instanceof Wish.Say say) {
            bidder = say.bidder();
            permit = say.permit();
        }
        return new byte[][] {
            {(byte) what},
            Packed.bytes(id.value()),
            wish.by().value().getBytes(US_ASCII),
            role.getBytes(US_ASCII),
            wish.reason().getBytes(UTF_8),
            bidder.value().getBytes(US_ASCII),
            PermitCodec.encode(permit).getBytes(US_ASCII),
            Packed.decimal(wish instanceof Wish.Ask ? Permit.ASKED_MAX : Permit.PER_AUCTION_MAX),
            fence
        };
    }

    @Override
    public Optional<Map<AccountId, Permit>> permits(AuctionId id) {
        Bucket bucket = buckets.of(id.value());
        String closed = arena.gate().closedFor(bucket);
        var exists = arena.reads(bucket).exists(ArenaKeys.state(bucket, id));
        var all = arena.reads(bucket).hgetall(ArenaKeys.bidders(bucket, id));
        String attempted = "reading the bidders of auction " + id;
        if (arena.await(attempted, exists) == 0) {
            requireLevel(bucket, closed);
            return Optional.empty();
        }
        Map<AccountId, Permit> permits = new TreeMap<>(Comparator.comparing(AccountId::value));
        arena.await(attempted, all)
                .forEach((bidder, permit) -> permits.put(
                        new AccountId(new String(bidder, US_ASCII)), PermitCodec.decode(new String(permit, US_ASCII))));
        return Optional.of(permits);
    }

    private CompletionStage<Optional<Live>> ask(AuctionId id) {
        Bucket bucket = buckets.of(id.value());
        return arena.reads(bucket)
                .mget(ArenaKeys.state(bucket, id), ArenaKeys.listing(bucket, id))
                .thenApply(values -> values.stream().allMatch(value -> value.hasValue())
                        ? Optional.of(
                                live(id, values.get(0).getValue(), values.get(1).getValue()))
                        : Optional.empty());
    }

    private static Live live(AuctionId id, byte[] packed, byte[] json) {
        AuctionStateCodec.State state = AuctionStateCodec.decode(packed);
        ListingText text = ListingText.decode(json);
        return new Live(
                new Listing(id, state.terms(), text.title(), text.description(), Instant.ofEpochMilli(text.listedAt())),
                state.standing(),
                state.notice());
    }

    private @Nullable Rank rankOf(Bucket bucket, byte[] key, AccountId asker) {
        byte[] member = asker.value().getBytes(US_ASCII);
        var rank = arena.reads(bucket).zrevrank(key, member);
        var score = arena.reads(bucket).zscore(key, member);
        Long before = arena.await("reading a bidder's rank", rank);
        Double amount = arena.await("reading a bidder's amount", score);
        return before == null || amount == null ? null : new Rank(before + 1, asker, amount(amount));
    }

    /** A score that is half a unit low is that of a bidder who met the leader's maximum later; see place-bids.lua. */
    private static Money amount(double score) {
        return new Money((long) Math.ceil(score));
    }
}
