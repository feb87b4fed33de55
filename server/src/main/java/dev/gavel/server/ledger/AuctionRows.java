package dev.gavel.server.ledger;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.server.listing.Listing;
import dev.gavel.shards.Bucket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An auction as a row of {@code auction}. */
final class AuctionRows {
    /** Does nothing where the auction is there; its id decides, whatever the rest. */
    private static final String INSERT = """
            insert into auction (auction_id, ends_at, opens_at, listed_at, opening, reserve, soft_window,
                soft_extension, soft_latest, soft_max, bucket, bidding, soft_mode, currency, seller, steps,
                title, description, approval)
            select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, bucket, ?, ?, ?, ?, ?, ?, ?, ?
            from (values (?::smallint, ?::bigint)) as own (bucket, auction_id)
            where not exists (
                select from auction a where a.bucket = own.bucket and a.auction_id = own.auction_id)
            on conflict do nothing""";

    private AuctionRows() {}

    /** @return whether the row is new */
    static boolean insert(Connection connection, Bucket bucket, Listing listing) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            bind(statement, bucket, listing);
            return statement.executeUpdate() == 1;
        }
    }

    private static void bind(PreparedStatement s, Bucket bucket, Listing listing) throws SQLException {
        Terms.Pricing pricing = listing.terms().pricing();
        Terms.Schedule schedule = listing.terms().schedule();
        Money reserve = pricing.reserve();
        s.setLong(1, listing.id().value());
        s.setObject(2, Times.toSql(schedule.closesAt()));
        s.setObject(3, Times.toSql(schedule.opensAt()));
        s.setObject(4, Times.toSql(listing.listedAt()));
        s.setLong(5, pricing.opening().minor());
        s.setObject(6, reserve == null ? null : reserve.minor(), Types.BIGINT);
        bindSoftClose(s, schedule.softClose());
        s.setShort(11, code(pricing.bidding()));
        s.setString(13, pricing.currency().getCurrencyCode());
        s.setString(14, listing.terms().seller().value());
        s.setArray(15, s.getConnection().createArrayOf("bigint", steps(pricing.steps())));
        s.setString(16, listing.title());
        s.setString(17, listing.description());
        s.setBoolean(18, listing.terms().approval());
        s.setShort(19, (short) bucket.number());
        s.setLong(20, listing.id().value());
    }

    private static void bindSoftClose(PreparedStatement s, @Nullable SoftClose soft) throws SQLException {
        if (soft == null) {
            s.setNull(7, Types.BIGINT);
            s.setNull(8, Types.BIGINT);
            s.setNull(9, Types.TIMESTAMP_WITH_TIMEZONE);
            s.setNull(10, Types.INTEGER);
            s.setNull(12, Types.SMALLINT);
            return;
        }
        Instant latest = soft.latestClose();
        s.setLong(7, soft.window().toMillis());
        s.setLong(8, soft.extension().toMillis());
        s.setObject(9, latest == null ? null : Times.toSql(latest), Types.TIMESTAMP_WITH_TIMEZONE);
        s.setInt(10, soft.extensionsMax());
        s.setShort(12, code(soft.mode()));
    }

    /** Reads a row that has all columns of {@code auction}. */
    static Listing read(ResultSet row) throws SQLException {
        return new Listing(
                new AuctionId(row.getLong("auction_id")),
                terms(row),
                row.getString("title"),
                row.getString("description"),
                Times.read(row, "listed_at"));
    }

    /** Reads a row that has the columns of {@code auction} but for title and description. */
    static Terms terms(ResultSet row) throws SQLException {
        Long reserve = row.getObject("reserve", Long.class);
        var pricing = new Terms.Pricing(
                Currency.getInstance(row.getString("currency")),
                bidding(row.getShort("bidding")),
                new Money(row.getLong("opening")),
                steps((Long[]) row.getArray("steps").getArray()),
                reserve == null ? null : new Money(reserve));
        var schedule = new Terms.Schedule(Times.read(row, "opens_at"), Times.read(row, "ends_at"), softClose(row));
        return new Terms(new AccountId(row.getString("seller")), pricing, schedule, row.getBoolean("approval"));
    }

    private static @Nullable SoftClose softClose(ResultSet row) throws SQLException {
        Long window = row.getObject("soft_window", Long.class);
        return window == null
                ? null
                : new SoftClose(
                        Duration.ofMillis(window),
                        Duration.ofMillis(row.getLong("soft_extension")),
                        mode(row.getShort("soft_mode")),
                        row.getInt("soft_max"),
                        Times.readNullable(row, "soft_latest"));
    }

    private static Long[] steps(StepTable table) {
        List<Long> flat = new ArrayList<>();
        for (StepTable.Band band : table.bands()) {
            flat.add(band.from().minor());
            flat.add(band.step().minor());
        }
        return flat.toArray(Long[]::new);
    }

    private static StepTable steps(Long[] flat) {
        List<StepTable.Band> bands = new ArrayList<>();
        for (int i = 0; i < flat.length; i += 2) {
            bands.add(new StepTable.Band(new Money(flat[i]), new Money(flat[i + 1])));
        }
        return new StepTable(bands);
    }

    private static short code(Bidding bidding) {
        return switch (bidding) {
            case PROXY -> 0;
            case PLAIN -> 1;
        };
    }

    private static Bidding bidding(short code) {
        return switch (code) {
            case 0 -> Bidding.PROXY;
            case 1 -> Bidding.PLAIN;
            default -> throw new IllegalStateException("no such bidding in the ledger: " + code);
        };
    }

    private static short code(SoftClose.Mode mode) {
        return switch (mode) {
            case ADD -> 0;
            case RESET -> 1;
        };
    }

    private static SoftClose.Mode mode(short code) {
        return switch (code) {
            case 0 -> SoftClose.Mode.ADD;
            case 1 -> SoftClose.Mode.RESET;
            default -> throw new IllegalStateException("no such mode of soft close in the ledger: " + code);
        };
    }
}
