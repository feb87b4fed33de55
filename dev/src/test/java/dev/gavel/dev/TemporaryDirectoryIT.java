package dev.gavel.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemporaryDirectoryIT {
    @TempDir
    private Path parent;

    @Test
    void isDeletedLaterIfItsOwnerWasKilled() throws IOException {
        var abandoned = make("abandoned");
        var used = make("used");
        var fresh = make("fresh");
        var strange = Files.createDirectories(parent.resolve("somebody-elses"));
        try (var _ = Home.open("Redis", used.resolve("redis"))) {
            var old = FileTime.from(Instant.now().minus(TemporaryDirectory.AGE_MIN.plusSeconds(1)));
            Files.setLastModifiedTime(abandoned, old);
            Files.setLastModifiedTime(used, old);
            Files.setLastModifiedTime(strange, old);
            TemporaryDirectory.deleteAbandoned(parent);
        }
        await().until(() -> !Files.exists(abandoned));
        assertThat(used.resolve("redis/data")).exists();
        assertThat(fresh.resolve("redis/data")).exists();
        assertThat(strange).exists();
    }

    private Path make(String name) throws IOException {
        var directory = parent.resolve(TemporaryDirectory.PREFIX + name);
        Files.createDirectories(directory.resolve("redis"));
        Files.writeString(directory.resolve("redis/data"), "data");
        return directory;
    }
}
