package dev.gavel.shards;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.sql.Connection;
import java.sql.SQLException;

/** One PostgreSQL database of the cluster, with this node's pool of connections to it. */
public final class Shard implements AutoCloseable {
    private final int number;
    private final ShardAddress address;
    private final HikariDataSource pool;

    /** Connects on first use, so that a shard which is down does not keep a node from being built. */
    Shard(int number, ShardAddress address, PoolConfig config) {
        this.number = number;
        this.address = address;
        var hikari = new HikariConfig();
        hikari.setPoolName("shard-" + number);
        hikari.setJdbcUrl(address.url());
        hikari.setUsername(address.user());
        hikari.setPassword(address.password());
        hikari.setMaximumPoolSize(config.connectionsMax());
        hikari.setMinimumIdle(1);
        hikari.setConnectionTimeout(config.connectionTimeout().toMillis());
        hikari.setValidationTimeout(config.connectionTimeout().toMillis());
        hikari.setInitializationFailTimeout(-1);
        hikari.addDataSourceProperty("ApplicationName", "gavel");
        hikari.addDataSourceProperty("tcpKeepAlive", "true");
        hikari.addDataSourceProperty(
                "connectTimeout",
                Long.toString(Math.max(1, config.connectionTimeout().toSeconds())));
        hikari.addDataSourceProperty(
                "socketTimeout", Long.toString(config.socketTimeout().toSeconds()));
        this.pool = new HikariDataSource(hikari);
    }

    public int number() {
        return number;
    }

    public ShardAddress address() {
        return address;
    }

    /** Lets the pool be measured; once. */
    public void measure(MetricsTrackerFactory by) {
        pool.setMetricsTrackerFactory(by);
    }

    /** How many connections are in use, for metrics. */
    public int connectionsInUse() {
        return pool.getHikariPoolMXBean().getActiveConnections();
    }

    /** How many callers wait for a connection, for metrics. */
    public int connectionsAwaited() {
        return pool.getHikariPoolMXBean().getThreadsAwaitingConnection();
    }

    /** A connection of the pool in auto-commit mode; closing it gives it back. */
    public Connection connect() throws SQLException {
        return pool.getConnection();
    }

    /**
     * @param attempted what the work does, for the message of a failure
     * @throws ShardException if the work fails
     */
    public <T> T run(String attempted, Work<T> work) {
        try (Connection connection = connect()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new ShardException(attempted, toString(), e);
        }
    }

    /**
     * Runs the work in one transaction, rolled back unless it returns.
     *
     * @throws ShardException if the work or its commit fails
     */
    public <T> T transact(String attempted, Work<T> work) {
        return run(attempted, connection -> inTransaction(connection, work));
    }

    /** The same on a connection in auto-commit mode that the caller keeps. */
    public static <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.on(connection);
            connection.commit();
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException | RuntimeException e) {
            undo(connection, e);
            throw e;
        }
    }

    private static void undo(Connection connection, Exception why) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // A connection that cannot roll back is lost, and the server rolls back by itself.
            why.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    @Override
    public String toString() {
        return "shard " + number + " (" + address + ")";
    }
}
