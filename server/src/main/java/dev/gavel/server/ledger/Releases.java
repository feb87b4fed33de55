package dev.gavel.server.ledger;

import dev.gavel.auction.AuctionId;
import dev.gavel.shards.Bucket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settled auctions on their way out of the arena: their results are committed, then the arena is told, then the next
 * transaction notes it. A crash in between means telling it again. Belongs to the reader's thread.
 */
final class Releases {
    private static final String UNRELEASED = "select bucket, auction_id from unreleased";

    private final SettledAuctions arena;
    private final int max;
    private final Map<AuctionId, Bucket> untold = new LinkedHashMap<>();
    private final Map<AuctionId, Bucket> told = new LinkedHashMap<>();

    Releases(SettledAuctions arena, LedgerConfig config) {
        this.arena = arena;
        this.max = config.releasesMax();
    }

    /** Begins with what the ledger says is left to do. */
    void load(Connection connection) throws SQLException {
        untold.clear();
        told.clear();
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(UNRELEASED)) {
            while (row.next()) {
                untold.put(new AuctionId(row.getLong("auction_id")), new Bucket(row.getInt("bucket")));
            }
        }
    }

    void settled(Map<AuctionId, Bucket> auctions) {
        untold.putAll(auctions);
    }

    /** Tells the arena of as many as may be told at once. */
    void tell() {
        if (untold.isEmpty()) {
            return;
        }
        Map<AuctionId, Bucket> batch = new LinkedHashMap<>();
        untold.entrySet().stream().limit(max).forEach(one -> batch.put(one.getKey(), one.getValue()));
        arena.released(batch.keySet());
        told.putAll(batch);
        untold.keySet().removeAll(batch.keySet());
    }

    boolean hasUntold() {
        return !untold.isEmpty();
    }

    /** What the next transaction is to note. */
    Map<AuctionId, Bucket> told() {
        return told;
    }

    void noted() {
        told.clear();
    }
}
