package dev.gavel.rush.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Reads what a PostgreSQL has done so far.
 *
 * <p>Transactions are counted by the ids that they were given, so those that wrote: exact at any moment, while the
 * statistics views lag by up to ten seconds. There alone are fsyncs counted, so a round may count some of the one
 * before it; the median of several rounds is right.
 */
final class PostgresGauge implements AutoCloseable {
    private static final String READ = """
            select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as transactions,
                   pg_current_wal_lsn() - '0/0'::pg_lsn as wal_bytes,
                   (select sum(fsyncs) from pg_stat_io) as fsyncs,
                   (select sum(pg_database_size(oid)) from pg_database) as bytes""";

    private final Connection connection;

    record Reading(long transactions, long walBytes, long fsyncs, long bytes) {}

    PostgresGauge(String jdbcUrl) {
        try {
            this.connection = DriverManager.getConnection(jdbcUrl);
        } catch (SQLException e) {
            throw new BenchException("connecting to read PostgreSQL's counters", e);
        }
    }

    Reading read() {
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(READ)) {
            row.next();
            return new Reading(
                    row.getLong("transactions"), row.getLong("wal_bytes"), row.getLong("fsyncs"), row.getLong("bytes"));
        } catch (SQLException e) {
            throw new BenchException("reading PostgreSQL's counters", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new BenchException("closing the connection to PostgreSQL's counters", e);
        }
    }
}
