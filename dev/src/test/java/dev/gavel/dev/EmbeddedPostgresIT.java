package dev.gavel.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresIT {
    @TempDir
    private Path directory;

    @Test
    void neverForgetsAndListensToThisMachineOnly() throws SQLException {
        try (var postgres = EmbeddedPostgres.start(directory)) {
            assertThat(query(postgres, "SHOW fsync")).isEqualTo("on");
            assertThat(query(postgres, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(postgres, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(query(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(postgres, "SHOW server_version")).startsWith("18.");
            assertThat(query(postgres, "SHOW server_encoding")).isEqualTo("UTF8");
        }
    }

    @Test
    void letsNobodyInWithoutThePassword() {
        try (var postgres = EmbeddedPostgres.start(directory)) {
            var url = postgres.jdbcUrl("postgres").replace(postgres.password(), "guess");
            assertThatThrownBy(() -> DriverManager.getConnection(url).close())
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void keepsWhatItCommittedWhenKilled() throws SQLException {
        try (var postgres = EmbeddedPostgres.start(directory)) {
            var port = postgres.port();
            query(postgres, "CREATE TABLE lots AS SELECT 'sold' AS state");
            postgres.kill();
            assertThat(postgres.isRunning()).isFalse();
            postgres.start();
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(query(postgres, "SELECT state FROM lots")).isEqualTo("sold");
        }
    }

    /** Its other processes hold its memory until they have noticed. */
    @Test
    void startsAgainAfterItsMainProcessAloneWasKilled() throws Exception {
        try (var postgres = EmbeddedPostgres.start(directory)) {
            var main = ProcessHandle.of(postgres.pid()).orElseThrow();
            var others = main.descendants().toList();
            for (var other : others) {
                signal("STOP", other);
            }
            signal("KILL", main);
            main.onExit().join();
            var release = Thread.startVirtualThread(() -> {
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                others.forEach(other -> signal("CONT", other));
            });
            postgres.start();
            release.join();
            assertThat(query(postgres, "SELECT 'up'")).isEqualTo("up");
        }
    }

    private static void signal(String signal, ProcessHandle process) {
        try {
            new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + process.pid())
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void answersAfterAPause() throws SQLException {
        try (var postgres = EmbeddedPostgres.start(directory)) {
            postgres.pause();
            assertThatThrownBy(() -> query(postgres, "SELECT 1")).hasStackTraceContaining("timed out");
            postgres.resume();
            assertThat(query(postgres, "SELECT 'up'")).isEqualTo("up");
        }
    }

    @Test
    void makesOnlyTheDatabasesThatAreMissing() throws SQLException {
        try (var postgres = EmbeddedPostgres.start(directory)) {
            var one = postgres.ensureDatabases(List.of("one"));
            var both = postgres.ensureDatabases(List.of("one", "two"));
            assertThat(both).hasSize(2).containsAll(one);
            try (var connection = DriverManager.getConnection(both.getLast())) {
                assertThat(connection.getCatalog()).isEqualTo("two");
            }
            assertThatThrownBy(() -> postgres.ensureDatabases(List.of("x; DROP DATABASE one")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** After a kill, or a reboot, the recorded pid may belong to anybody. */
    @Test
    void isNotHeldUpByAStrangerWithItsOldPid() throws Exception {
        var stranger = new ProcessBuilder("sleep", "60").start();
        try (var postgres = EmbeddedPostgres.start(directory)) {
            var file = directory.resolve("data/postmaster.pid");
            var lines = Files.readAllLines(file);
            postgres.kill();
            lines.set(0, Long.toString(stranger.pid()));
            Files.write(file, lines);
            Files.writeString(directory.resolve("process"), stranger.pid() + " 0\n");
        }
        try (var postgres = EmbeddedPostgres.start(directory)) {
            assertThat(query(postgres, "SELECT 'up'")).isEqualTo("up");
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void beginsAgainAfterABirthThatWasCutShort() throws Exception {
        Files.createDirectories(directory.resolve("data.new/base"));
        Files.writeString(directory.resolve("data.new/PG_VERSION"), "18\n");
        try (var postgres = EmbeddedPostgres.start(directory)) {
            assertThat(query(postgres, "SELECT 'up'")).isEqualTo("up");
        }
    }

    @Test
    void saysInItsOwnWordsWhyItDoesNotStart() throws Exception {
        EmbeddedPostgres.start(directory).close();
        Files.writeString(
                directory.resolve("data/postgresql.conf"), "work_mem = 'plenty'\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> EmbeddedPostgres.start(directory))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("PostgreSQL: could not start on 127.0.0.1:")
                .hasMessageContaining(directory.resolve("log").toString())
                .hasMessageContaining("work_mem");
    }

    private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
        var properties = new Properties();
        properties.setProperty("loginTimeout", "2");
        properties.setProperty("socketTimeout", "2");
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"), properties);
                var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            var rows = statement.getResultSet();
            rows.next();
            return rows.getString(1);
        }
    }
}
