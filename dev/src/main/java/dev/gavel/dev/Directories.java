package dev.gavel.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where files go, and how they go away. */
final class Directories {
    private Directories() {}

    /**
     * Where unpacked executables are kept: {@code $GAVEL_CACHE}, or the usual place of the user who runs this.
     *
     * <p>Root's is /var/cache and not a directory in its home, because PostgreSQL may have to run as somebody else, who
     * cannot look into that home.
     */
    static Path cache() {
        return cache(System.getenv(), Platform.current(), Unprivileged.isRoot());
    }

    static Path cache(Map<String, String> environment, Platform platform, boolean root) {
        var chosen = environment.get("GAVEL_CACHE");
        if (chosen != null) {
            return Path.of(chosen).toAbsolutePath();
        }
        if (root && platform != Platform.MAC_AMD64 && platform != Platform.MAC_ARM64) {
            return Path.of("/var/cache/gavel");
        }
        var home = Path.of(System.getProperty("user.home"));
        if (!Files.isWritable(home)) {
            return temporaryCache();
        }
        return switch (platform) {
            case MAC_AMD64, MAC_ARM64 -> home.resolve("Library/Caches/gavel");
            case LINUX_AMD64, LINUX_ARM64 ->
                Path.of(environment.getOrDefault("XDG_CACHE_HOME", home + "/.cache"))
                        .resolve("gavel");
        };
    }

    /** For a user without a home. The name can be guessed, so what lies there is used only if it is this user's. */
    private static Path temporaryCache() {
        var user = System.getProperty("user.name");
        var cache = Path.of(System.getProperty("java.io.tmpdir"), "gavel-cache-" + user);
        try {
            Files.createDirectories(cache);
            var owner = Files.getOwner(cache, LinkOption.NOFOLLOW_LINKS).getName();
            if (!owner.equals(user)) {
                throw new IllegalStateException(cache + " belongs to " + owner + ", not to " + user
                        + ": set GAVEL_CACHE to a directory of your own");
            }
            return cache;
        } catch (IOException e) {
            throw new UncheckedIOException("could not make the cache " + cache, e);
        }
    }

    /** Removes a directory and all in it; what is gone already is no error. Links are removed, not followed. */
    static void delete(Path directory) {
        try {
            if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.walkFileTree(directory, new Deletion());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete " + directory, e);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
