package dev.gavel.rush.drill;

import static dev.gavel.rush.drill.Drill.between;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A Redis that comes back with nothing, while bidders bid. The ledger has all that was told. */
final class LostFiles {
    private LostFiles() {}

    static void play(Stage stage, Timeline time, SplittableRandom random) {
        time.await(between(random, 1_500, 3_000));
        time.mark("Redis killed", stage.stores().redis()::kill);
        time.note(delete(appendOnly(stage.directory())) + " files of Redis deleted");
        time.pause(between(random, 0, 500));
        time.mark("an empty Redis started", stage.stores().redis()::start);
        time.note("it answers");
    }

    private static Path appendOnly(Path directory) {
        return directory.resolve("stores").resolve("redis").resolve("appendonlydir");
    }

    private static int delete(Path directory) {
        try (Stream<Path> found = Files.walk(directory)) {
            List<Path> files = found.sorted(Comparator.reverseOrder()).toList();
            for (Path file : files) {
                Files.delete(file);
            }
            // Without the directory itself.
            return files.size() - 1;
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete the files of Redis in " + directory, e);
        }
    }
}
