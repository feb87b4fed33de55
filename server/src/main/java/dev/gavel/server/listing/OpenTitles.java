package dev.gavel.server.listing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaKeys;
import dev.gavel.server.listing.Auctions.Place;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScoredValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Titles and categories of all auctions that will close, in memory, for searches: a search goes over the list once.
 *
 * <p>It is brought up to date when somebody searches, at most each {@link #AGE_MAX}: ids and closes of all are read
 * from the buckets' due times, listings only of those that are new. Titles that were changed elsewhere are found since
 * some listings are read again each time. What is found here is read from the arena before it is shown, so a stale
 * title finds too much or too little, and never shows what is not so.
 */
final class OpenTitles {
    static final Duration AGE_MAX = Duration.ofSeconds(2);
    /** Some 200 bytes each. Of more, those that close last are not found by words. */
    static final int COUNT_MAX = 100_000;

    private static final int READ_AGAIN = 500;
    private static final int READ_AT_ONCE = 200;
    /** Commands under way at once. */
    private static final int AHEAD_MAX = 16;
    /** Titles that this node changed since the last search; of more, some are found by their old words for a while. */
    private static final int CHANGED_MAX = 10_000;

    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::closesAt).thenComparing(Place::auction);

    private final Arena arena;
    private final Buckets buckets;
    private final ReentrantLock refreshing = new ReentrantLock();
    private final Set<AuctionId> changed = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Snapshot newest;
    private volatile boolean stale;

    /** @param rows in the order of closing */
    private record Snapshot(long atNanos, List<Row> rows) {}

    private record Row(Place place, Title title) {}

    private record Title(String normal, @Nullable String category) {}

    OpenTitles(Arena arena, Buckets buckets) {
        this.arena = arena;
        this.buckets = buckets;
    }

    /** An auction of this node is new: the next search has it. */
    void listed() {
        stale = true;
    }

    /** A title was changed by this node: the next search has it. */
    void changed(AuctionId id) {
        if (changed.size() < CHANGED_MAX) {
            changed.add(id);
        }
        stale = true;
    }

    List<Place> find(Search search, @Nullable Place after, int limit) {
        return fresh().rows().stream()
                .filter(row -> after == null || ORDER.compare(row.place(), after) > 0)
                .filter(row -> search.finds(row.title().normal(), row.title().category()))
                .limit(limit)
                .map(Row::place)
                .toList();
    }

    /** While somebody brings an old list up to date, others go by it as it was. */
    private Snapshot fresh() {
        Snapshot known = newest;
        if (known == null || stale) {
            refreshing.lock();
        } else if (isYoung(known) || !refreshing.tryLock()) {
            return known;
        }
        try {
            Snapshot meanwhile = newest;
            if (meanwhile != null && !stale && isYoung(meanwhile)) {
                return meanwhile;
            }
            stale = false;
            Snapshot read = read();
            newest = read;
            return read;
        } finally {
            refreshing.unlock();
        }
    }

    private static boolean isYoung(Snapshot snapshot) {
        return System.nanoTime() - snapshot.atNanos() < AGE_MAX.toNanos();
    }

    private final Map<AuctionId, Title> titles = new LinkedHashMap<>();

    /** Oldest readings stand first in {@link #titles}. Under the lock. */
    private Snapshot read() {
        long began = System.nanoTime();
        List<Place> places = places();
        Set<AuctionId> open = new HashSet<>();
        places.forEach(place -> open.add(place.auction()));
        titles.keySet().retainAll(open);
        for (AuctionId id : Set.copyOf(changed)) {
            changed.remove(id);
            titles.remove(id);
        }
        titles.keySet().stream().limit(READ_AGAIN).toList().forEach(titles::remove);
        readTitles(open.stream().filter(id -> !titles.containsKey(id)).toList());
        List<Row> rows = new ArrayList<>(places.size());
        for (Place place : places) {
            Title title = titles.get(place.auction());
            if (title != null) {
                rows.add(new Row(place, title));
            }
        }
        return new Snapshot(began, List.copyOf(rows));
    }

    private List<Place> places() {
        List<CompletionStage<List<ScoredValue<byte[]>>>> asked = new ArrayList<>();
        for (Bucket bucket : buckets.all()) {
            asked.add(arena.reads(bucket)
                    .zrangebyscoreWithScores(ArenaKeys.due(bucket), Range.unbounded(), Limit.from(COUNT_MAX)));
        }
        List<Place> places = new ArrayList<>();
        for (var answer : asked) {
            for (ScoredValue<byte[]> scored : arena.await("listing what will close", answer)) {
                places.add(new Place(
                        Instant.ofEpochMilli((long) scored.getScore()),
                        AuctionId.parse(new String(scored.getValue(), US_ASCII))));
            }
        }
        return places.stream().sorted(ORDER).limit(COUNT_MAX).toList();
    }

    private void readTitles(List<AuctionId> ids) {
        Map<Bucket, List<AuctionId>> byBucket = new HashMap<>();
        ids.forEach(id -> byBucket.computeIfAbsent(buckets.of(id.value()), _ -> new ArrayList<>())
                .add(id));
        List<Asked> asked = new ArrayList<>();
        byBucket.forEach((bucket, all) -> {
            for (int from = 0; from < all.size(); from += READ_AT_ONCE) {
                List<AuctionId> some = all.subList(from, Math.min(all.size(), from + READ_AT_ONCE));
                byte[][] keys =
                        some.stream().map(id -> ArenaKeys.listing(bucket, id)).toArray(byte[][]::new);
                asked.add(new Asked(some, arena.reads(bucket).mget(keys)));
                if (asked.size() == AHEAD_MAX) {
                    asked.forEach(this::take);
                    asked.clear();
                }
            }
        });
        asked.forEach(this::take);
    }

    private record Asked(List<AuctionId> ids, CompletionStage<List<KeyValue<byte[], byte[]>>> answer) {}

    private void take(Asked asked) {
        List<KeyValue<byte[], byte[]>> values = arena.await("reading listings", asked.answer());
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).hasValue()) {
                Presentation shown =
                        ListingText.decode(values.get(i).getValue()).shown();
                titles.put(asked.ids().get(i), new Title(Search.normal(shown.title()), shown.category()));
            }
        }
    }
}
