package dev.gavel.server.ledger;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.server.listing.Listing;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Router;
import dev.gavel.shards.Shard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every auction that was ever listed. All calls block. */
public final class Catalog {
    private static final String INSERT_UNOPENED = """
            insert into unopened (bucket, auction_id, ends_at) values (?, ?, ?)""";
    private static final String FIND = """
            select * from auction where bucket = ? and auction_id = ?""";
    private static final String BY_SELLER = """
            select * from auction
            where seller = ?
            order by listed_at desc, auction_id desc
            limit ?""";
    private static final String BY_SELLER_AFTER = """
            select * from auction
            where seller = ? and (listed_at, auction_id) < (?, ?)
            order by listed_at desc, auction_id desc
            limit ?""";
    private static final String UNOPENED = """
            select a.*
            from unopened u
            join auction a on a.bucket = u.bucket and a.auction_id = u.auction_id and a.ends_at = u.ends_at
            where u.inserted_at < now() - ? * interval '1 millisecond'
            order by u.inserted_at
            limit ?""";
    private static final Comparator<Listing> NEWEST_FIRST =
            Comparator.comparing(Listing::listedAt).thenComparing(Listing::id).reversed();

    private final Router router;
    private final List<Partitions> partitions;

    Catalog(Router router, List<Partitions> partitions) {
        this.router = router;
        this.partitions = List.copyOf(partitions);
    }

    /** A place in the order of {@link #bySeller}. */
    public record Place(Instant listedAt, AuctionId auction) {}

    /**
     * Makes a listing durable. The same again changes nothing.
     *
     * @throws IllegalStateException if another auction has this id
     */
    public void insert(Listing listing) {
        Bucket bucket = bucket(listing.id());
        Shard shard = router.on(bucket);
        Instant endsAt = listing.terms().schedule().closesAt();
        partitions.get(shard.number()).ensure(Partitions.monthOf(endsAt));
        boolean inserted = shard.transact("listing auction " + listing.id(), connection -> {
            boolean isNew = AuctionRows.insert(connection, bucket, listing);
            if (isNew) {
                insertUnopened(connection, bucket, listing.id(), endsAt);
            }
            return isNew;
        });
        if (!inserted && !find(listing.id()).filter(same(listing)::equals).isPresent()) {
            throw new IllegalStateException("auction id " + listing.id() + " is taken by another auction");
        }
    }

    /** Makes a changed presentation durable, unless a later one is there. */
    public void change(Listing listing) {
        Bucket bucket = bucket(listing.id());
        router.on(bucket).run("changing the listing of auction " + listing.id(), connection -> {
            AuctionRows.change(connection, bucket, listing);
            return listing;
        });
    }

    public Optional<Listing> find(AuctionId id) {
        Bucket bucket = bucket(id);
        return router.on(bucket).run("finding auction " + id, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FIND)) {
                statement.setShort(1, (short) bucket.number());
                statement.setLong(2, id.value());
                return read(statement).stream().findFirst();
            }
        });
    }

    /**
     * A seller's auctions, the last listed first.
     *
     * @param after where the page before ended; null for the first page
     */
    public List<Listing> bySeller(AccountId seller, @Nullable Place after, int limit) {
        return merged(
                router.shards()
                        .onEach(shard ->
                                shard.run("listing a seller's auctions", c -> bySeller(c, seller, after, limit))),
                NEWEST_FIRST,
                limit);
    }

    /**
     * Auctions that were listed this long ago or longer and have not yet been seen opened in the bid log: their node
     * stopped in between, or the log's reader is behind. Opening one that is open does nothing.
     */
    public List<Listing> unopened(Duration age, int limit) {
        return merged(
                router.shards().onEach(shard -> shard.run("finding unopened auctions", c -> unopened(c, age, limit))),
                Comparator.comparing(Listing::listedAt),
                limit);
    }

    private static List<Listing> bySeller(Connection connection, AccountId seller, @Nullable Place after, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(after == null ? BY_SELLER : BY_SELLER_AFTER)) {
            int i = 1;
            statement.setString(i++, seller.value());
            if (after != null) {
                statement.setObject(i++, Times.toSql(after.listedAt()));
                statement.setLong(i++, after.auction().value());
            }
            statement.setInt(i, limit);
            return read(statement);
        }
    }

    private static List<Listing> unopened(Connection connection, Duration age, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UNOPENED)) {
            statement.setLong(1, age.toMillis());
            statement.setInt(2, limit);
            return read(statement);
        }
    }

    private static List<Listing> read(PreparedStatement statement) throws SQLException {
        List<Listing> listings = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                listings.add(AuctionRows.read(rows));
            }
        }
        return listings;
    }

    private static void insertUnopened(Connection connection, Bucket bucket, AuctionId id, Instant endsAt)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_UNOPENED)) {
            statement.setShort(1, (short) bucket.number());
            statement.setLong(2, id.value());
            statement.setObject(3, Times.toSql(endsAt));
            statement.executeUpdate();
        }
    }

    static <T> List<T> merged(Collection<List<T>> pages, Comparator<T> order, int limit) {
        return pages.stream().flatMap(List::stream).sorted(order).limit(limit).toList();
    }

    private Bucket bucket(AuctionId id) {
        return router.bucketOf(id.value());
    }

    /** As PostgreSQL gives it back, with microseconds. */
    private static Listing same(Listing listing) {
        return new Listing(
                listing.id(),
                listing.terms(),
                listing.shown(),
                listing.edits(),
                listing.listedAt().truncatedTo(ChronoUnit.MICROS));
    }
}
