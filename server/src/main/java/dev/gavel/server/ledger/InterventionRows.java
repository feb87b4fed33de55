package dev.gavel.server.ledger;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.Intervention;
import dev.gavel.auction.Money;
import dev.gavel.auction.Permit;
import dev.gavel.shards.Bucket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What people did to auctions, as rows of {@code intervention}. */
final class InterventionRows {
    /** A column {@code interventions} beside an auction {@code a}: the texts of its rows, one row after the other. */
    static final String OF_AUCTION = """
            array(select t.value
                  from intervention i
                  cross join lateral unnest(array[
                      i.sequence::text,
                      ((extract(epoch from i.decided_at) * 1000)::bigint)::text,
                      ((extract(epoch from coalesce(i.closes_at, i.decided_at)) * 1000)::bigint)::text,
                      i.what, i.by_account, i.reason, coalesce(i.bidder, ''), coalesce(i.admission, ''),
                      coalesce(i.amount_max::text, '')]) with ordinality as t (value, place)
                  where i.bucket = a.bucket and i.auction_id = a.auction_id
                  order by i.sequence, t.place) as interventions
            """;

    private static final int TEXTS_PER_ROW = 9;

    private static final String INSERT = """
            insert into intervention
                (bucket, auction_id, sequence, decided_at, closes_at, what, by_account, reason, bidder, admission,
                 amount_max)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing""";

    private InterventionRows() {}

    static void insert(Connection connection, Bucket bucket, List<Intervention> done) throws SQLException {
        if (done.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (Intervention one : done) {
                statement.setShort(1, (short) bucket.number());
                statement.setLong(2, one.auction().value());
                statement.setLong(3, one.sequence());
                statement.setObject(4, Times.toSql(one.decidedAt()));
                statement.setString(7, one.by().value());
                statement.setString(8, one.reason());
                bindRest(statement, one);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void bindRest(PreparedStatement statement, Intervention one) throws SQLException {
        statement.setObject(5, null, Types.TIMESTAMP_WITH_TIMEZONE);
        statement.setString(6, what(one));
        statement.setString(9, null);
        statement.setString(10, null);
        statement.setObject(11, null, Types.BIGINT);
        switch (one) {
            case Decision.Paused _, Decision.Cancelled _ -> {}
            case Decision.Resumed resumed -> statement.setObject(5, Times.toSql(resumed.closesAt()));
            case Decision.Permitted permitted -> {
                Money limit = permitted.permit().limit();
                statement.setString(9, permitted.bidder().value());
                statement.setString(10, permitted.permit().admission().name());
                statement.setObject(11, limit == null ? null : limit.minor(), Types.BIGINT);
            }
        }
    }

    private static String what(Intervention one) {
        return switch (one) {
            case Decision.Paused _ -> "PAUSED";
            case Decision.Resumed _ -> "RESUMED";
            case Decision.Cancelled _ -> "CANCELLED";
            case Decision.Permitted _ -> "PERMITTED";
        };
    }

    /** What {@link #OF_AUCTION} holds, in the order of the sequences. */
    static List<Intervention> read(ResultSet row, AuctionId auction) throws SQLException {
        String[] texts = (String[]) row.getArray("interventions").getArray();
        List<Intervention> done = new ArrayList<>();
        for (int at = 0; at < texts.length; at += TEXTS_PER_ROW) {
            done.add(one(auction, List.of(texts).subList(at, at + TEXTS_PER_ROW)));
        }
        return done;
    }

    private static Intervention one(AuctionId auction, List<String> texts) {
        long sequence = Long.parseLong(texts.getFirst());
        Instant at = Instant.ofEpochMilli(Long.parseLong(texts.get(1)));
        var by = new AccountId(texts.get(4));
        String reason = texts.get(5);
        return switch (texts.get(3)) {
            case "PAUSED" -> new Decision.Paused(auction, sequence, at, by, reason);
            case "RESUMED" ->
                new Decision.Resumed(
                        auction, sequence, at, by, reason, Instant.ofEpochMilli(Long.parseLong(texts.get(2))));
            case "CANCELLED" -> new Decision.Cancelled(auction, sequence, at, by, reason);
            case "PERMITTED" -> {
                var permit = new Permit(
                        Permit.Admission.valueOf(texts.get(7)),
                        texts.get(8).isEmpty() ? null : new Money(Long.parseLong(texts.get(8))));
                yield new Decision.Permitted(auction, sequence, at, by, reason, new AccountId(texts.get(6)), permit);
            }
            default -> throw new IllegalStateException("no such intervention in the ledger: " + texts.get(3));
        };
    }
}
