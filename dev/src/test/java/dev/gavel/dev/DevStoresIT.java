package dev.gavel.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DevStoresIT {
    private static final Duration CALL_MAX = Duration.ofSeconds(5);

    @Test
    void keepTheirDataAndPortsOverARestart(@TempDir Path directory) throws Exception {
        String redisUri;
        try (var stores = DevStores.open(directory)) {
            redisUri = stores.redisUri();
            redis(stores, "SET", "lot", "sold");
            sql(stores, "CREATE TABLE lots AS SELECT 'sold' AS state");
        }
        try (var stores = DevStores.open(directory)) {
            assertThat(stores.redisUri()).isEqualTo(redisUri);
            assertThat(redis(stores, "GET", "lot")).isEqualTo("sold");
            assertThat(sql(stores, "SELECT state FROM lots")).isEqualTo("sold");
        }
    }

    @Test
    void temporaryOnesLeaveNothingBehind() {
        Path data;
        ProcessHandle redis;
        ProcessHandle postgres;
        try (var stores = DevStores.temporary()) {
            redis = ProcessHandle.of(stores.redis().pid()).orElseThrow();
            postgres = ProcessHandle.of(stores.postgres().pid()).orElseThrow();
            data = Path.of(sqlUnchecked(stores, "SHOW data_directory"));
            assertThat(data).isDirectory();
        }
        assertThat(redis.isAlive()).isFalse();
        assertThat(postgres.isAlive()).isFalse();
        assertThat(Files.exists(data.resolve("../..").normalize())).isFalse();
    }

    @Test
    void twoSetsRunSideBySide() throws Exception {
        try (var one = DevStores.temporary();
                var other = DevStores.temporary()) {
            redis(one, "SET", "lot", "one");
            redis(other, "SET", "lot", "other");
            assertThat(redis(one, "GET", "lot")).isEqualTo("one");
            assertThat(redis(other, "GET", "lot")).isEqualTo("other");
            assertThat(one.jdbcUrls()).hasSize(4).doesNotContainAnyElementsOf(other.jdbcUrls());
        }
    }

    static String redis(DevStores stores, String... command) throws Exception {
        try (var connection = new RedisConnection(stores.redis().port(), CALL_MAX)) {
            return connection.call(command).getLast();
        }
    }

    /** The first value that a statement gives in the first ledger shard, or "" if it gives none. */
    static String sql(DevStores stores, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(stores.jdbcUrls().getFirst());
                var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            var rows = statement.getResultSet();
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private static String sqlUnchecked(DevStores stores, String sql) {
        try {
            return sql(stores, sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
