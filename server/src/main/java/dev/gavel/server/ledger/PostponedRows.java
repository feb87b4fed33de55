package dev.gavel.server.ledger;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision.Postponed;
import dev.gavel.auction.Outage;
import dev.gavel.shards.Bucket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Moved closes as rows of {@code postponed}. */
final class PostponedRows {
    /** A column {@code postponed} beside an auction {@code a}: the numbers of its rows, one row after the other. */
    static final String OF_AUCTION = """
            array(select n.number
                  from postponed p
                  cross join lateral unnest(array[
                      p.sequence,
                      (extract(epoch from p.decided_at) * 1000)::bigint,
                      (extract(epoch from p.outage_from) * 1000)::bigint,
                      (extract(epoch from p.outage_until) * 1000)::bigint,
                      (extract(epoch from p.closes_at) * 1000)::bigint]) with ordinality as n (number, place)
                  where p.bucket = a.bucket and p.auction_id = a.auction_id
                  order by p.sequence, n.place) as postponed
            """;

    private static final int NUMBERS_PER_ROW = 5;

    private static final String INSERT = """
            insert into postponed (bucket, auction_id, sequence, decided_at, outage_from, outage_until, closes_at)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing""";

    private PostponedRows() {}

    static void insert(Connection connection, Bucket bucket, List<Postponed> moved) throws SQLException {
        if (moved.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (Postponed one : moved) {
                statement.setShort(1, (short) bucket.number());
                statement.setLong(2, one.auction().value());
                statement.setLong(3, one.sequence());
                statement.setObject(4, Times.toSql(one.decidedAt()));
                statement.setObject(5, Times.toSql(one.outage().from()));
                statement.setObject(6, Times.toSql(one.outage().until()));
                statement.setObject(7, Times.toSql(one.closesAt()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** What {@link #OF_AUCTION} holds, in the order of the sequences. */
    static List<Postponed> read(ResultSet row, AuctionId auction) throws SQLException {
        Long[] numbers = (Long[]) row.getArray("postponed").getArray();
        List<Postponed> moved = new ArrayList<>();
        for (int at = 0; at < numbers.length; at += NUMBERS_PER_ROW) {
            moved.add(new Postponed(
                    auction,
                    numbers[at],
                    Instant.ofEpochMilli(numbers[at + 1]),
                    new Outage(Instant.ofEpochMilli(numbers[at + 2]), Instant.ofEpochMilli(numbers[at + 3])),
                    Instant.ofEpochMilli(numbers[at + 4])));
        }
        return moved;
    }
}
