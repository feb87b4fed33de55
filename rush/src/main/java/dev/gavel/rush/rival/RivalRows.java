package dev.gavel.rush.rival;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Standing;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rival's statements. */
final class RivalRows {
    private static final String LOCK = """
            select state, sequence, accepted, leader, price, max, second, closes_at, extensions
            from standing
            where auction_id = ?
            for update""";
    private static final String FIRST_ANSWER = """
            select sequence, amount, price, received_at, decided_at, closes_at, outcome
            from bid
            where bidder = ? and auction_id = ? and request_id = ?""";
    private static final String UPDATE = """
            update standing
            set state = ?, sequence = ?, accepted = ?, leader = ?, price = ?, max = ?, second = ?, closes_at = ?,
                extensions = ?
            where auction_id = ?""";
    private static final String INSERT = """
            insert into bid (auction_id, sequence, request_id, amount, price, received_at, decided_at, closes_at,
                             bidder, outcome)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String OPEN = """
            insert into auction (auction_id, seller, currency, bidding, opening, step, opens_at, ends_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing""";
    private static final String STAND = """
            insert into standing (auction_id, state, sequence, accepted, closes_at, extensions)
            values (?, 'OPEN', 0, 0, ?, 0)
            on conflict do nothing""";
    private static final String FIND = """
            select seller, currency, bidding, opening, step, opens_at, ends_at
            from auction
            where auction_id = ?""";
    private static final String CLOSE = """
            update standing set state = ?, sequence = ? where auction_id = ?""";
    private static final String DECISIONS = """
            select sequence, request_id, amount, price, received_at, decided_at, closes_at, bidder, outcome
            from bid
            where auction_id = ?
            order by sequence""";

    private RivalRows() {}

    static Standing lock(Connection connection, AuctionId auction) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setLong(1, auction.value());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("auction " + auction + " has no standing");
                }
                String leader = row.getString(4);
                Standing.Lead lead = leader == null
                        ? null
                        : new Standing.Lead(
                                new AccountId(leader),
                                new Money(row.getLong(5)),
                                new Money(row.getLong(6)),
                                moneyOrNull(row, 7));
                return new Standing(
                        Standing.State.valueOf(row.getString(1)),
                        row.getLong(2),
                        row.getLong(3),
                        lead,
                        instant(row, 8),
                        row.getInt(9));
            }
        }
    }

    static Optional<RivalAnswer> firstAnswer(Connection connection, AuctionId auction, Bid bid) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIRST_ANSWER)) {
            statement.setString(1, bid.bidder().value());
            statement.setLong(2, auction.value());
            statement.setObject(3, bid.requestId().uuid());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                if (row.getLong(2) != bid.amount().minor()) {
                    return Optional.of(new RivalAnswer.RequestIdReused());
                }
                return Optional.of(new RivalAnswer.Decided(
                        auction,
                        row.getLong(1),
                        bid,
                        Outcomes.parse(row.getString(7)),
                        moneyOrNull(row, 3),
                        null,
                        instant(row, 6),
                        instant(row, 4),
                        instant(row, 5)));
            }
        }
    }

    static void write(Connection connection, RivalAnswer.Decided decided, Standing after) throws SQLException {
        Standing.Lead lead = after.lead();
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            statement.setString(1, after.state().name());
            statement.setLong(2, after.sequence());
            statement.setLong(3, after.accepted());
            statement.setString(4, lead == null ? null : lead.leader().value());
            setMoney(statement, 5, lead == null ? null : lead.price());
            setMoney(statement, 6, lead == null ? null : lead.max());
            setMoney(statement, 7, lead == null ? null : lead.second());
            statement.setObject(8, sql(after.closesAt()));
            statement.setInt(9, after.extensions());
            statement.setLong(10, decided.auction().value());
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setLong(1, decided.auction().value());
            statement.setLong(2, decided.sequence());
            statement.setObject(3, decided.bid().requestId().uuid());
            statement.setLong(4, decided.bid().amount().minor());
            setMoney(statement, 5, decided.price());
            statement.setObject(6, sql(decided.receivedAt()));
            statement.setObject(7, sql(decided.decidedAt()));
            statement.setObject(8, sql(decided.closesAt()));
            statement.setString(9, decided.bid().bidder().value());
            statement.setString(10, Outcomes.word(decided.outcome()));
            statement.executeUpdate();
        }
    }

    static void insert(Connection connection, RivalAuction auction) throws SQLException {
        Terms terms = auction.terms();
        try (PreparedStatement statement = connection.prepareStatement(OPEN)) {
            statement.setLong(1, auction.id().value());
            statement.setString(2, terms.seller().value());
            statement.setString(3, terms.pricing().currency().getCurrencyCode());
            statement.setString(4, terms.pricing().bidding().name());
            statement.setLong(5, terms.pricing().opening().minor());
            statement.setLong(6, terms.pricing().steps().stepAt(Money.ZERO).minor());
            statement.setObject(7, sql(terms.schedule().opensAt()));
            statement.setObject(8, sql(terms.schedule().closesAt()));
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(STAND)) {
            statement.setLong(1, auction.id().value());
            statement.setObject(2, sql(terms.schedule().closesAt()));
            statement.executeUpdate();
        }
    }

    static Optional<RivalAuction> find(Connection connection, AuctionId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, id.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new RivalAuction(id, terms(row))) : Optional.empty();
            }
        }
    }

    static void close(Connection connection, AuctionId id, Standing closed) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLOSE)) {
            statement.setString(1, closed.state().name());
            statement.setLong(2, closed.sequence());
            statement.setLong(3, id.value());
            statement.executeUpdate();
        }
    }

    static List<Decision> decisions(Connection connection, AuctionId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DECISIONS)) {
            statement.setLong(1, id.value());
            List<Decision> decisions = new ArrayList<>();
            AccountId leader = null;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    var bidder = new AccountId(row.getString(8));
                    Outcome outcome = Outcomes.parse(row.getString(9));
                    leader = outcome instanceof Outcome.Leading ? bidder : leader;
                    decisions.add(new Decision.BidDecided(
                            id,
                            row.getLong(1),
                            instant(row, 6),
                            new Bid(bidder, new Money(row.getLong(3)), new RequestId(row.getObject(2, UUID.class))),
                            instant(row, 5),
                            outcome,
                            moneyOrNull(row, 4),
                            leader,
                            instant(row, 7)));
                }
            }
            return decisions;
        }
    }

    private static Terms terms(ResultSet row) throws SQLException {
        return new Terms(
                new AccountId(row.getString(1)),
                new Terms.Pricing(
                        Currency.getInstance(row.getString(2)),
                        Bidding.valueOf(row.getString(3)),
                        new Money(row.getLong(4)),
                        StepTable.flat(new Money(row.getLong(5))),
                        null),
                new Terms.Schedule(instant(row, 6), instant(row, 7), null));
    }

    private static @Nullable Money moneyOrNull(ResultSet row, int column) throws SQLException {
        long minor = row.getLong(column);
        return row.wasNull() ? null : new Money(minor);
    }

    private static void setMoney(PreparedStatement statement, int at, @Nullable Money money) throws SQLException {
        if (money == null) {
            statement.setNull(at, Types.BIGINT);
        } else {
            statement.setLong(at, money.minor());
        }
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime sql(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
