package dev.gavel.server.ledger;

import dev.gavel.shards.Shard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes a shard's partitions: some months ahead, and any other month when an auction that ends in it is listed.
 *
 * <p>A partition is made as a table of its own and then attached, which unlike CREATE TABLE … PARTITION OF locks out
 * neither readers nor writers of the others. Nodes that need the same month at once wait for each other on an advisory
 * lock.
 */
final class Partitions {
    private static final List<String> TABLES = List.of("auction", "decision", "refused", "activity", "result");
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('gavel partitions', 0))";
    private static final String EXISTS = "select to_regclass(?) is not null";
    private final Shard shard;
    /** Months are few: the bounds of an auction's times allow some 2,800. */
    private final Set<YearMonth> made = ConcurrentHashMap.newKeySet();

    Partitions(Shard shard) {
        this.shard = shard;
    }

    /** The current month and some after it. */
    void ensureAhead(Instant now, int months) {
        YearMonth current = monthOf(now);
        for (int i = 0; i <= months; i++) {
            ensure(current.plusMonths(i));
        }
    }

    void ensureFor(Collection<Instant> ends) {
        ends.stream().map(Partitions::monthOf).distinct().forEach(this::ensure);
    }

    void ensure(YearMonth month) {
        if (made.contains(month)) {
            return;
        }
        shard.transact("making the partitions of " + month, connection -> make(connection, month));
        made.add(month);
    }

    static YearMonth monthOf(Instant endsAt) {
        return YearMonth.from(endsAt.atOffset(ZoneOffset.UTC));
    }

    private static int make(Connection connection, YearMonth month) throws SQLException {
        String suffix = "%04d_%02d".formatted(month.getYear(), month.getMonthValue());
        int created = 0;
        try (Statement statement = connection.createStatement();
                PreparedStatement exists = connection.prepareStatement(EXISTS)) {
            statement.execute(LOCK);
            for (String table : TABLES) {
                exists.setString(1, table + "_" + suffix);
                try (ResultSet row = exists.executeQuery()) {
                    if (row.next() && row.getBoolean(1)) {
                        continue;
                    }
                }
                // DDL takes no parameters; these are names from above and digits.
                statement.execute("""
                        create table %1$s_%2$s
                            (like %1$s including defaults including constraints including storage);
                        alter table %1$s attach partition %1$s_%2$s for values from ('%3$s') to ('%4$s')""".formatted(table, suffix, from(month), from(month.plusMonths(1))));
                created++;
            }
        }
        return created;
    }

    static String from(YearMonth month) {
        LocalDate first = month.atDay(1);
        return first + "T00:00:00Z";
    }
}
