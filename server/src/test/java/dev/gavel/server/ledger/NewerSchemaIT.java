package dev.gavel.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.dev.SharedStores;
import dev.gavel.server.platform.StartupException;
import dev.gavel.shards.Buckets;
import dev.gavel.shards.PoolConfig;
import dev.gavel.shards.ShardAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A release on a ledger that a newer one has migrated, as when an older generation comes back. */
class NewerSchemaIT {
    private static final String HISTORY = "select count(*) from flyway_schema_history";
    private static final String NEWER = """
            insert into flyway_schema_history
                (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
            values (%1$s, '%1$s', '%2$s', 'SQL', 'V%1$s__made_up.sql', 1, 'somebody', 1, true)""";

    private ShardAddress shard = new ShardAddress("", "jdbc:postgresql://none/none", "", "");

    @BeforeEach
    void migrate() {
        shard = ShardAddress.parse(
                "ledger.shards", SharedStores.freshDatabases(1).getFirst());
        open().close();
    }

    private Ledger open() {
        return Ledger.open(
                List.of(shard), PoolConfig.DEFAULT, new Buckets(4), LedgerConfig.DEFAULT, InstantSource.system());
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(shard.url(), shard.user(), shard.password());
    }

    private long count(String sql) {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anOlderReleaseLeavesTheSchemaOfANewerOneAsItIs() {
        execute(NEWER.formatted(98, "a column that older releases do not read"));
        // The newer one has replaced what is repeated, too.
        execute("update flyway_schema_history set checksum = 7 where version is null");
        long before = count(HISTORY);
        open().close();
        Ledger.migrate(List.of(shard), PoolConfig.DEFAULT);
        assertThat(count(HISTORY)).isEqualTo(before);
        assertThat(count("select count(*) from flyway_schema_history where checksum = 7"))
                .isPositive();
    }

    @Test
    void anOlderReleaseDoesNotStartWhereAMigrationSaysSo() {
        execute(NEWER.formatted(97, "needs 5 something that this release knows"));
        open().close();
        execute(NEWER.formatted(98, "needs 97 what was kept for older ones is gone"));
        assertThatThrownBy(() -> open().close())
                .isInstanceOf(StartupException.class)
                .hasMessageContainingAll("migration 98", "knows migration 97", "knows 6 at most");
        assertThatThrownBy(() -> Ledger.migrate(List.of(shard), PoolConfig.DEFAULT))
                .isInstanceOf(StartupException.class);
    }
}
