package dev.gavel.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where stores that nobody wants to keep live. What a killed JVM left there is removed by a later one. */
final class TemporaryDirectory {
    static final String PREFIX = "gavel-stores-";

    /** Long enough that whoever made it has locked it by now, or is gone. */
    static final Duration AGE_MIN = Duration.ofHours(1);

    private static final long DELETE_SECONDS_MAX = 20;

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
            startDeletion(directory);
            LOG.info("deleting {}, which a Gavel that was killed had left", directory);
        } catch (StoreException inUse) {
            LOG.debug("left {} alone: {}", directory, inUse.getMessage());
        }
    }

    /**
     * Deletes one, waiting a while for its end. A cluster with many databases has tens of thousands of files; a process
     * of its own goes on when this JVM is halted meanwhile, as test runners do to one that takes its time to exit.
     */
    static void delete(Path directory) {
        try {
            var deletion = startDeletion(directory);
            if (!deletion.waitFor(DELETE_SECONDS_MAX, TimeUnit.SECONDS)) {
                LOG.info("{} is still being deleted", directory);
            } else if (deletion.exitValue() != 0) {
                LOG.warn("could not delete all of {}", directory);
            }
        } catch (InterruptedException e) {
            // Whoever closes is in a hurry; the deletion goes on.
            Thread.currentThread().interrupt();
        }
    }

    private static Process startDeletion(Path directory) {
        try {
            return new ProcessBuilder("rm", "-rf", "--", directory.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete " + directory, e);
        }
    }
}
