package dev.gavel.server.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Which of the cluster's readers may work on a shard. It saves work; correctness does not hang on it. */
interface ShardLock {
    /** @return whether it was free; it is held by the connection's session */
    boolean take(Connection connection) throws SQLException;

    void giveBack(Connection connection) throws SQLException;

    /** Held in the shard itself, so that it ends with its holder's session, however that ends. */
    final class Advisory implements ShardLock {
        private static final String TAKE = "select pg_try_advisory_lock(hashtextextended('gavel ledger reader', 0))";
        private static final String GIVE_BACK = "select pg_advisory_unlock_all()";

        @Override
        public boolean take(Connection connection) throws SQLException {
            try (var statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(TAKE)) {
                return row.next() && row.getBoolean(1);
            }
        }

        @Override
        public void giveBack(Connection connection) throws SQLException {
            try (var statement = connection.createStatement()) {
                boolean _ = statement.execute(GIVE_BACK);
            }
        }
    }
}
