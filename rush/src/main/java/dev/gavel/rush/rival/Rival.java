package dev.gavel.rush.rival;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Terms;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Decides bids in PostgreSQL, one transaction for each. Thread-safe; blocks. */
public final class Rival implements AutoCloseable {
    public static final int CONNECTIONS = 50;
    public static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

    private final HikariDataSource pool;
    private final Map<AuctionId, RivalAuction> auctions = new ConcurrentHashMap<>();

    /** @param jdbcUrl a database that nobody else writes to, with user and password inside */
    public Rival(String jdbcUrl) {
        var hikari = new HikariConfig();
        hikari.setPoolName("rival");
        hikari.setJdbcUrl(jdbcUrl);
        hikari.setMaximumPoolSize(CONNECTIONS);
        hikari.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        hikari.setAutoCommit(false);
        this.pool = new HikariDataSource(hikari);
        transact("making the rival's tables", connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute(schema());
            }
        });
    }

    /** Opens an auction; the same again changes nothing. */
    public void open(AuctionId id, Terms terms) {
        var auction = new RivalAuction(id, terms);
        transact("opening auction " + id, connection -> {
            RivalRows.insert(connection, auction);
            return true;
        });
        auctions.put(id, auction);
    }

    /** Decides a bid, durably: its answer is in the write-ahead log, which is on disk, when this returns. */
    public RivalAnswer place(AuctionId id, Bid bid, Instant receivedAt) {
        RivalAuction auction = find(id);
        if (auction == null) {
            return new RivalAnswer.UnknownAuction();
        }
        try {
            return transact("deciding a bid of auction " + id, new RivalDecision(auction, bid, receivedAt)::on);
        } catch (RivalException e) {
            if (e.getCause() instanceof SQLTransientConnectionException) {
                return new RivalAnswer.Overloaded();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Work on a connection, within its transaction. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    <T> T transact(String attempted, Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw new RivalException(attempted, e);
        }
    }

    private static void rollBack(Connection connection, Exception why) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // A connection that cannot roll back is lost, and the server rolls back by itself.
            why.addSuppressed(e);
        }
    }

    private @Nullable RivalAuction find(AuctionId id) {
        RivalAuction known = auctions.get(id);
        if (known != null) {
            return known;
        }
        Optional<RivalAuction> found = transact("finding auction " + id, connection -> RivalRows.find(connection, id));
        found.ifPresent(auction -> auctions.put(id, auction));
        return found.orElse(null);
    }

    private static String schema() {
        try (InputStream in = Rival.class.getResourceAsStream("rival.sql")) {
            if (in == null) {
                throw new IllegalStateException("rival.sql is not beside " + Rival.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading rival.sql", e);
        }
    }
}
