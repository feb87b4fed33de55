package dev.gavel.shards;

import java.sql.Connection;
import java.sql.SQLException;

/** Something to do on a connection that somebody else opens and closes. */
@FunctionalInterface
public interface Work<T> {
    T on(Connection connection) throws SQLException;
}
