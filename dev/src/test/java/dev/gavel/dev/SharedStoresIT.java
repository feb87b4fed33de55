package dev.gavel.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SharedStoresIT {
    @Test
    void areOneAndTheSame() {
        assertThat(SharedStores.redis()).isSameAs(SharedStores.redis());
        assertThat(SharedStores.postgres()).isSameAs(SharedStores.postgres());
    }

    @Test
    void forgetAllKeysAtAReset() throws Exception {
        try (var redis = new RedisConnection(SharedStores.redis().port(), Duration.ofSeconds(5))) {
            redis.call("SET", "lot", "sold");
            SharedStores.reset();
            assertThat(redis.call("GET", "lot")).containsExactly("(nil)");
        }
    }

    @Test
    void giveEveryTestDatabasesOfItsOwn() throws Exception {
        var mine = SharedStores.freshDatabases(2);
        var yours = SharedStores.freshDatabases(2);
        assertThat(mine).hasSize(2).doesNotHaveDuplicates().doesNotContainAnyElementsOf(yours);
        try (var connection = DriverManager.getConnection(mine.getFirst());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE lots ()");
        }
        try (var connection = DriverManager.getConnection(yours.getFirst());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT to_regclass('lots') IS NULL")) {
            rows.next();
            assertThat(rows.getBoolean(1)).isTrue();
        }
    }
}
