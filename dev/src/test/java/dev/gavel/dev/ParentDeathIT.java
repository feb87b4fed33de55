package dev.gavel.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores die with the process that started them, however it dies, and come back with what they had. */
final class ParentDeathIT {
    static final Duration GONE_MAX = Duration.ofSeconds(Guard.ORPHAN_SECONDS_MAX + 10L);

    @Test
    void storesAndTheirGuardsAreGoneAfterTheirParentIsKilled(@TempDir Path directory) throws Exception {
        try (var parent = Parent.start(directory)) {
            var stores = parent.stores();
            // Without a process that PostgreSQL needed for a moment only.
            assertThat(stores).filteredOn(Wait::isRunning).hasSizeGreaterThan(2);
            assertThat(processesOf(directory))
                    .as("the parent, PostgreSQL and two guards; Redis hides its arguments")
                    .hasSize(4);
            parent.kill();
            awaitGone(stores, directory);
        }
        assertRecovered(directory);
    }

    @Test
    void theNextParentMayStartAtOnceAndWaits(@TempDir Path directory) throws Exception {
        try (var parent = Parent.start(directory)) {
            // Paused processes take PostgreSQL 5 seconds to end.
            pauseAll(parent.stores());
            parent.kill();
        }
        assertRecovered(directory);
    }

    @Test
    void aBusyPostgresIsGoneToo(@TempDir Path directory) throws Exception {
        try (var parent = Parent.start(directory)) {
            var query = Thread.startVirtualThread(() -> runUntilCutOff(parent.jdbcUrl()));
            await().atMost(GONE_MAX).until(() -> isBusy(parent.jdbcUrl()));
            var stores = parent.stores();
            parent.kill();
            awaitGone(stores, directory);
            assertThat(query.join(GONE_MAX)).isTrue();
        }
        assertRecovered(directory);
    }

    @Test
    void pausedStoresAreGoneToo(@TempDir Path directory) throws Exception {
        try (var parent = Parent.start(directory)) {
            var stores = parent.stores();
            pauseAll(stores);
            parent.kill();
            awaitGone(stores, directory);
        }
        assertRecovered(directory);
    }

    /** Or Ctrl-C in a terminal would end them before the parent, which still has to use them. */
    @Test
    void aTerminalsSignalsReachTheParentAlone(@TempDir Path directory) throws Exception {
        try (var stores = DevStores.open(directory)) {
            assertThat(processGroup(stores.redis().pid()))
                    .isEqualTo(stores.redis().pid());
            assertThat(processGroup(stores.postgres().pid()))
                    .isEqualTo(stores.postgres().pid());
        }
    }

    private static long processGroup(long pid) throws IOException {
        var ps = new ProcessBuilder("ps", "-o", "pgid=", "-p", Long.toString(pid)).start();
        return Long.parseLong(ps.inputReader().readLine().strip());
    }

    private static void pauseAll(List<ProcessHandle> stores) throws Exception {
        for (var store : stores) {
            new ProcessBuilder("sh", "-c", "kill -s STOP " + store.pid())
                    .start()
                    .waitFor();
        }
    }

    private static void runUntilCutOff(String jdbcUrl) {
        try (var connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement()) {
            statement.execute("SELECT count(*) FROM generate_series(1, 1000000000000)");
            throw new AssertionError("nothing cut the query off");
        } catch (SQLException expected) {
            // The death of its server.
        }
    }

    /** Asked of PostgreSQL: its processes come and go by themselves, so counting them tells nothing. */
    private static boolean isBusy(String jdbcUrl) throws SQLException {
        try (var connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT count(*) FROM pg_stat_activity
                        WHERE state = 'active' AND query LIKE 'SELECT count(*) FROM generate_series%'""")) {
            return rows.next() && rows.getLong(1) == 1;
        }
    }

    private static void awaitGone(List<ProcessHandle> stores, Path directory) {
        await().atMost(GONE_MAX).until(() -> stores.stream().noneMatch(Wait::isRunning));
        await().atMost(GONE_MAX).until(() -> processesOf(directory).isEmpty());
    }

    private static List<ProcessHandle> processesOf(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(Wait::isRunning)
                .filter(process -> Stream.of(process.info().arguments().orElse(new String[0]))
                        .anyMatch(argument -> argument.contains(directory.toString())))
                .toList();
    }

    private static void assertRecovered(Path directory) throws Exception {
        try (var stores = DevStores.open(directory)) {
            assertThat(DevStoresIT.redis(stores, "GET", "lot")).isEqualTo("sold");
            assertThat(DevStoresIT.sql(stores, "SELECT state FROM lots")).isEqualTo("sold");
        }
    }
}
