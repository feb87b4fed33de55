package dev.gavel.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What root can try on behalf of others. An ordinary user's own test run covers the rest. */
@EnabledIf("dev.gavel.dev.Unprivileged#isRoot")
final class OrdinaryUserIT {
    private Path directory;

    @BeforeEach
    void makeADirectoryThatOthersReach() throws IOException {
        directory = Files.createTempDirectory("gavel-user-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void deleteIt() {
        Directories.delete(directory);
    }

    @Test
    void startsBothStoresAsNobody() throws Exception {
        var classPath = readableClassPath();
        Unprivileged.NOBODY.own(directory);
        var data = directory.resolve("data");
        var asNobody = new ArrayList<>(Unprivileged.NOBODY.prefix());
        asNobody.addAll(List.of("env", "GAVEL_CACHE=" + directory.resolve("cache")));
        try (var parent = Parent.start(asNobody, classPath, data);
                var connection = DriverManager.getConnection(parent.jdbcUrl())) {
            assertThat(connection.isValid(1)).isTrue();
            assertThat(Files.getOwner(data.resolve("redis/appendonlydir")).getName())
                    .isEqualTo("nobody");
            var stores = parent.stores();
            // One that has ended meanwhile has no user any more.
            assertThat(stores)
                    .allMatch(
                            store -> store.info().user().map("nobody"::equals).orElseGet(() -> !Wait.isRunning(store)));
            assertThat(stores).filteredOn(Wait::isRunning).hasSizeGreaterThan(2);
            parent.kill();
            await().atMost(ParentDeathIT.GONE_MAX).until(() -> stores.stream().noneMatch(Wait::isRunning));
        }
    }

    @Test
    void rootMayRunPostgresAsNobody() throws Exception {
        assertRuns(Unprivileged.NOBODY, "nobody");
    }

    @Test
    void rootMayRunPostgresInANamespace() throws Exception {
        assertRuns(Unprivileged.NAMESPACE, "root");
    }

    /** Twice, since the second start finds files of the first. */
    private void assertRuns(Unprivileged way, String owner) throws Exception {
        for (var run = 1; run <= 2; run++) {
            try (var postgres = EmbeddedPostgres.start(directory, _ -> {
                        way.own(dataOrNew());
                        return way;
                    });
                    var connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"))) {
                assertThat(connection.isValid(1)).isTrue();
                assertThat(Files.getOwner(directory.resolve("data/PG_VERSION")).getName())
                        .isEqualTo(owner);
                postgres.kill();
                postgres.start();
            }
        }
    }

    private Path dataOrNew() {
        var data = directory.resolve("data");
        return Files.exists(data) ? data : directory.resolve("data.new");
    }

    /** The test's own class path usually lies in a home that nobody can look into. */
    private String readableClassPath() throws IOException {
        var entries = new ArrayList<String>();
        for (var entry : List.of(System.getProperty("java.class.path").split(File.pathSeparator))) {
            var source = Path.of(entry);
            var copy = directory.resolve("cp" + entries.size());
            if (Files.isDirectory(source)) {
                copyTree(source, copy);
            } else if (Files.exists(source)) {
                Files.copy(source, copy);
            }
            entries.add(copy.toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static void copyTree(Path source, Path copy) throws IOException {
        try (var files = Files.walk(source)) {
            for (var file : files.toList()) {
                Files.copy(file, copy.resolve(source.relativize(file)));
            }
        }
    }
}
