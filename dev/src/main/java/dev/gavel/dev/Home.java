package dev.gavel.dev;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one store: its data, settings, log, port, and which process worked on it last. Locked while it is
 * open, since two servers on the same data destroy it.
 */
final class Home implements AutoCloseable {
    /** A guard gives an orphan {@link Guard#ORPHAN_SECONDS_MAX}; the rest is for a busy machine. */
    private static final Duration ORPHAN_GONE_MAX = Duration.ofSeconds(Guard.ORPHAN_SECONDS_MAX + 5L);

    /** Linux knows when a process started in ticks since a boot whose own time it corrects. */
    private static final Duration START_BLUR = Duration.ofSeconds(2);

    private static final long LOG_BYTES_MAX = 16L << 20;

    private final String store;
    private final Path directory;
    private final FileChannel lock;

    private Home(String store, Path directory, FileChannel lock) {
        this.store = store;
        this.directory = directory;
        this.lock = lock;
    }

    static Home open(String store, Path directory) {
        try {
            Files.createDirectories(directory);
            var channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw new StoreException(store, "its directory " + directory + " is in use by another Gavel process");
            }
            return new Home(store, directory.toRealPath(), channel);
        } catch (IOException e) {
            throw new StoreException(store, "could not use the directory " + directory + ": " + e, e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Held by this very process.
            return false;
        }
    }

    Path directory() {
        return directory;
    }

    Path resolve(String file) {
        return directory.resolve(file);
    }

    /** The log, begun anew when the old one has become large; one older log is kept. */
    Path log() {
        var log = directory.resolve("log");
        try {
            if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
                Files.move(log, directory.resolve("log.old"), StandardCopyOption.REPLACE_EXISTING);
            }
            return log;
        } catch (IOException e) {
            throw new StoreException(store, "could not put its log aside: " + e, e);
        }
    }

    void write(String file, String content) {
        try {
            Files.writeString(directory.resolve(file), content);
        } catch (IOException e) {
            throw new StoreException(store, "could not write " + directory.resolve(file) + ": " + e, e);
        }
    }

    /** Remembers the process that works on this directory from now on. */
    void record(ProcessHandle process) {
        write("process", process.pid() + " " + startedAt(process).toEpochMilli() + "\n");
    }

    /** Waits until the process that an earlier, killed Gavel left here has been ended by its guard. */
    void awaitOrphan() {
        var orphan = recordedProcess();
        if (orphan != null && !Wait.until(ORPHAN_GONE_MAX, () -> !Wait.isRunning(orphan))) {
            throw new StoreException(
                    store,
                    "process " + orphan.pid() + " of an earlier Gavel still uses " + directory + ": end it first");
        }
    }

    private @Nullable ProcessHandle recordedProcess() {
        var file = directory.resolve("process");
        if (!Files.exists(file)) {
            return null;
        }
        try {
            var recorded = Files.readString(file).strip().split(" ", 2);
            var started = Instant.ofEpochMilli(Long.parseLong(recorded[1]));
            // Long dead, its pid may be anybody's by now.
            return ProcessHandle.of(Long.parseLong(recorded[0]))
                    .filter(process ->
                            Duration.between(started, startedAt(process)).abs().compareTo(START_BLUR) < 0)
                    .orElse(null);
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new StoreException(store, file + " does not hold a process: delete it if nothing uses it", e);
        }
    }

    private static Instant startedAt(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new StoreException(store, "could not unlock " + directory + ": " + e, e);
        }
    }
}
