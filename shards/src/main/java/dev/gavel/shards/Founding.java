package dev.gavel.shards;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the shard map of a new cluster, or reads that of an old one from the shards.
 *
 * <p>The shards describe themselves in two tables, which the owner of the schema creates: {@code cluster}, one row that
 * says how many buckets there are and whether the founding was completed, and {@code bucket}, a row for each bucket
 * that the shard owns. The founding is completed only after every shard has its rows. So a founding cut short is
 * finished by the next start, while an empty shard in a completed cluster is an error: its data are lost, or the
 * address is wrong, and giving it new rows would hide that.
 */
public final class Founding {
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('gavel founding', 0))";
    private static final String READ_CLUSTER = "select buckets, founded from cluster";
    private static final String READ_BUCKETS = "select bucket from bucket";
    private static final String INSERT_CLUSTER =
            "insert into cluster (buckets, founded) values (?, false) on conflict do nothing";
    private static final String INSERT_BUCKETS = """
            insert into bucket (bucket, position)
            select bucket, 0 from unnest(?) as bucket
            on conflict do nothing""";
    private static final String COMPLETE = "update cluster set founded = true where not founded";

    private Founding() {}

    /**
     * @param expected how many buckets the configuration says there are
     * @throws ShardMapException if the shards hold another number of buckets, or not every bucket exactly once
     */
    public static ShardMap foundOrRead(Shards shards, Buckets expected) {
        List<Described> found = shards.onEach(shard -> shard.transact("reading the shard map", Founding::describe));
        requireCount(shards, expected, found);
        boolean completed = found.stream().anyMatch(Described::founded);
        if (!completed) {
            ShardMap map = ShardMap.founding(expected, shards.all().size());
            shards.onEach(shard -> shard.transact("founding the cluster", c -> write(c, map, shard.number())));
            found = shards.onEach(shard -> shard.transact("reading the shard map", Founding::describe));
            // Another node may have founded it at the same time with another configuration.
            requireCount(shards, expected, found);
        }
        ShardMap map = described(shards, expected, found);
        shards.onEach(shard -> shard.transact("completing the founding", Founding::complete));
        return map;
    }

    /**
     * Reads the shard map of a cluster that was founded, and changes nothing.
     *
     * @throws ShardMapException as {@link #foundOrRead}, and if no cluster was founded here
     */
    public static ShardMap read(Shards shards, Buckets expected) {
        List<Described> found = shards.onEach(shard -> shard.transact("reading the shard map", Founding::describe));
        requireCount(shards, expected, found);
        if (found.stream().noneMatch(Described::founded)) {
            throw new ShardMapException("no cluster has been founded on these shards; a server does that");
        }
        return described(shards, expected, found);
    }

    private static ShardMap described(Shards shards, Buckets expected, List<Described> found) {
        requireNoneEmpty(shards, found);
        return ShardMap.described(
                expected,
                shards.all().stream().map(Shard::toString).toList(),
                found.stream().map(Described::owned).toList());
    }

    private static void requireCount(Shards shards, Buckets expected, List<Described> found) {
        for (Shard shard : shards.all()) {
            Integer buckets = found.get(shard.number()).buckets();
            if (buckets != null && buckets != expected.count()) {
                throw new ShardMapException("the cluster was founded with " + buckets + " buckets (says " + shard
                        + "), but " + expected.count() + " are configured; the number never changes");
            }
        }
    }

    private static void requireNoneEmpty(Shards shards, List<Described> found) {
        for (Shard shard : shards.all()) {
            if (found.get(shard.number()).buckets() == null) {
                throw new ShardMapException(shard + " is empty, though the cluster was founded before: its data are"
                        + " lost, or " + shard.address().setting() + " is wrong");
            }
        }
    }

    private static Described describe(Connection connection) throws SQLException {
        Integer buckets = null;
        boolean founded = false;
        var owned = new HashSet<Bucket>();
        try (var statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(READ_CLUSTER)) {
                if (rows.next()) {
                    buckets = rows.getInt(1);
                    founded = rows.getBoolean(2);
                }
            }
            try (ResultSet rows = statement.executeQuery(READ_BUCKETS)) {
                while (rows.next()) {
                    owned.add(new Bucket(rows.getInt(1)));
                }
            }
        }
        return new Described(buckets, founded, owned);
    }

    private static int write(Connection connection, ShardMap map, int shard) throws SQLException {
        try (var lock = connection.createStatement()) {
            lock.execute(LOCK);
        }
        try (PreparedStatement cluster = connection.prepareStatement(INSERT_CLUSTER)) {
            cluster.setInt(1, map.buckets().count());
            if (cluster.executeUpdate() == 0) {
                // Written by an earlier attempt, or by a node that starts at the same time.
                return 0;
            }
        }
        Short[] owned = map.bucketsOf(shard).stream()
                .map(bucket -> (short) bucket.number())
                .toArray(Short[]::new);
        try (PreparedStatement buckets = connection.prepareStatement(INSERT_BUCKETS)) {
            buckets.setArray(1, connection.createArrayOf("smallint", owned));
            return buckets.executeUpdate();
        }
    }

    private static int complete(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.executeUpdate(COMPLETE);
        }
    }

    /** @param buckets null where nothing was founded */
    private record Described(@Nullable Integer buckets, boolean founded, Set<Bucket> owned) {}
}
