package dev.gavel.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExecutablesIT {
    @TempDir
    private Path cache;

    @Test
    void manyMayUnpackAtOnceAndAllGetTheSameWholeOne() throws Exception {
        Callable<Path> unpack = () -> new Executables(cache).postgres();
        try (var threads = Executors.newFixedThreadPool(3)) {
            var places =
                    threads.invokeAll(Stream.generate(() -> unpack).limit(3).toList());
            for (var place : places) {
                assertThat(place.get().resolve("bin/postgres")).isExecutable();
                assertThat(place.get().resolve("bin/initdb")).isExecutable();
                assertThat(place.get()).isEqualTo(places.getFirst().get());
            }
        }
        try (var left = Files.list(cache)) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void whatIsThereIsNotUnpackedAgain() throws Exception {
        var first = new Executables(cache).redisServer();
        // Unpacking makes a directory in the cache, and removes it again.
        var touched = Files.getLastModifiedTime(cache);
        assertThat(new Executables(cache).redisServer()).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(cache)).isEqualTo(touched);
    }
}
