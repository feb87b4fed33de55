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
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server that connects by a role of its own, on a real PostgreSQL that the owner has migrated. */
class ServerRoleIT {
    private static final Buckets BUCKETS = new Buckets(4);
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static ShardAddress owner;
    private static ShardAddress server;

    @BeforeAll
    static void makeRoles() throws SQLException {
        owner = ShardAddress.parse(
                "ledger.shards", SharedStores.freshDatabases(1).getFirst());
        server = new ShardAddress("ledger.shards", owner.url(), "node", "of the node");
        try (Connection connection = connect(owner);
                var statement = connection.createStatement()) {
            statement.execute("create role gavel_server nologin");
            statement.execute("create role node login password 'of the node' in role gavel_server");
        }
    }

    private static Connection connect(ShardAddress as) throws SQLException {
        return DriverManager.getConnection(as.url(), as.user(), as.password());
    }

    private static Ledger open(ShardAddress as) {
        return Ledger.open(List.of(as), PoolConfig.DEFAULT, BUCKETS, LedgerConfig.DEFAULT, InstantSource.system());
    }

    @Test
    void aServerOfItsOwnRoleFoundsReadsAndMakesPartitionsButRemovesNothing() throws SQLException {
        assertThatThrownBy(() -> open(server)).isInstanceOf(StartupException.class);
        Ledger.migrate(List.of(owner), PoolConfig.DEFAULT);
        try (Ledger ledger = open(server)) {
            assertThat(ledger.router().shards().all()).hasSize(1);
        }
        String month = YearMonth.from(Instant.now().atOffset(ZoneOffset.UTC))
                .toString()
                .replace('-', '_');
        try (Connection connection = connect(server);
                var statement = connection.createStatement()) {
            statement.execute("select count(*) from accepted_bid");
            statement.execute("update bucket set position = position");
            for (String refused : List.of(
                    "delete from decision",
                    "update decision set bidders = 'me'",
                    "truncate decision",
                    "drop table decision",
                    "delete from decision_" + month,
                    "truncate decision_" + month,
                    "drop table decision_" + month,
                    "alter table decision detach partition decision_" + month,
                    "delete from result",
                    "update result set leader = 'me'",
                    "delete from auction",
                    "update auction set reserve = 0",
                    "delete from bucket",
                    "delete from flyway_schema_history",
                    "create table mine (n int)",
                    "create role another")) {
                assertThatThrownBy(() -> statement.execute(refused))
                        .as(refused)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).as(refused).isEqualTo(INSUFFICIENT_PRIVILEGE));
            }
            assertThatThrownBy(() -> statement.execute("select make_partition('bucket', now())"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("no partitioned table");
        }
    }

    @Test
    void aWrongPasswordIsRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> open(new ShardAddress("ledger.shards", owner.url(), "gavel", "not-the-secret")))
                .isInstanceOf(StartupException.class)
                .hasMessageNotContaining("not-the-secret");
    }
}
