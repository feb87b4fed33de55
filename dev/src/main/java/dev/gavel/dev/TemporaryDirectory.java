package dev.gavel.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where stores that nobody wants to keep live. What a killed JVM left there is removed by a later one. */
final class TemporaryDirectory {
    static final String PREFIX = "gavel-stores-";

    /** Long enough that whoever made it has locked it by now, or is gone. */
    static final Duration AGE_MIN = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(TemporaryDirectory.class);

    private TemporaryDirectory() {}

    static Path make() {
        var parent = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            deleteAbandoned(parent);
            var directory = Files.createTempDirectory(parent, PREFIX);
            // Whoever PostgreSQL runs as must get through to its own directory.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("could not make a directory for temporary stores in " + parent, e);
        }
    }

    static void deleteAbandoned(Path parent) throws IOException {
        try (var candidates = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (var candidate : candidates) {
                if (isOldAndOurs(candidate)) {
                    deleteUnlessInUse(candidate);
                }
            }
        }
    }

    private static boolean isOldAndOurs(Path directory) throws IOException {
        var age = Duration.between(Files.getLastModifiedTime(directory).toInstant(), Instant.now());
        return age.compareTo(AGE_MIN) > 0
                && Files.getOwner(directory).getName().equals(System.getProperty("user.name"));
    }

    private static void deleteUnlessInUse(Path directory) {
        try (var _ = Home.open("Redis", directory.resolve("redis"));
                var _ = Home.open("PostgreSQL", directory.resolve("postgres"))) {
            Directories.delete(directory);
            LOG.info("deleted {}, which a Gavel that was killed had left", directory);
        } catch (StoreException inUse) {
            LOG.debug("left {} alone: {}", directory, inUse.getMessage());
        }
    }
}
