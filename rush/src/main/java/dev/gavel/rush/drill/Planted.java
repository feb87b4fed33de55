package dev.gavel.rush.drill;

import static dev.gavel.rush.drill.Drill.between;

import dev.gavel.rush.drill.Drill.Demand;
import dev.gavel.rush.history.Violation.Promise;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Faults that break a promise for certain. They are there to be found: a checker that does not is no checker. */
final class Planted {
    static final List<Drill> ALL = List.of(
            new Drill(
                    "planted-tail",
                    "Redis loses the end of its file, as if it had answered before its fsync",
                    Duration.ofSeconds(5),
                    Demand.ANSWERED_IN_THE_END,
                    Promise.ACKNOWLEDGED_STANDS,
                    Planted::tail),
            new Drill(
                    "planted-ids",
                    "Redis forgets the request ids that it has seen",
                    Duration.ofSeconds(5),
                    Demand.ANSWERED_IN_THE_END,
                    Promise.AT_MOST_ONCE,
                    Planted::ids),
            new Drill(
                    "planted-position",
                    "the ledger's positions move on without the rows",
                    Duration.ofSeconds(5),
                    Demand.ANSWERED_IN_THE_END,
                    Promise.LEDGER_HAS_ALL,
                    Planted::position));

    private static final Duration LOST = Duration.ofMillis(800);

    private Planted() {}

    private static void tail(Stage stage, Timeline time, SplittableRandom random) {
        time.await(between(random, 1_200, 1_800));
        Path file = appendOnlyFile(stage.directory());
        long size = size(file);
        time.note("Redis' file has " + size + " bytes");
        time.pause(LOST);
        time.mark("Redis killed", stage.stores().redis()::kill);
        time.mark("its file cut to " + size + " of " + size(file) + " bytes", () -> cut(file, size));
        time.mark("Redis started", stage.stores().redis()::start);
    }

    private static void ids(Stage stage, Timeline time, SplittableRandom random) {
        time.await(between(random, 2_000, 3_000));
        time.mark("request ids deleted", stage::forgetRequestIds);
    }

    private static void position(Stage stage, Timeline time, SplittableRandom random) {
        time.await(between(random, 1_000, 1_500));
        time.mark("positions moved on", () -> stage.stores().jdbcUrls().forEach(Planted::moveOn));
    }

    private static void moveOn(String jdbcUrl) {
        try (var connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement()) {
            statement.executeUpdate("update bucket set position = position + 3 where position > 0");
        } catch (SQLException e) {
            throw new IllegalStateException("could not plant a fault in the ledger", e);
        }
    }

    /** The newest one that grows. */
    private static Path appendOnlyFile(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".incr.aof"))
                    .max(Comparator.comparing(Path::toString))
                    .orElseThrow(() -> new IllegalStateException("there is no append-only file in " + directory));
        } catch (IOException e) {
            throw new UncheckedIOException("could not look for Redis' file in " + directory, e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("could not look at " + file, e);
        }
    }

    private static void cut(Path file, long size) {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(size);
        } catch (IOException e) {
            throw new UncheckedIOException("could not cut " + file, e);
        }
    }
}
