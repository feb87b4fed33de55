package dev.gavel.server.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BuildInfoTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/gavel/server");

    @Test
    void the_digest_is_over_every_script() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            assertThat(files.map(file -> SOURCES.relativize(file).toString())
                            .filter(name -> name.endsWith(".lua"))
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(BuildInfo.SCRIPTS);
        }
        assertThat(BuildInfo.own().scripts()).matches("[0-9a-f]{12}");
        assertThat(BuildInfo.own().logFormat()).isEqualTo("1-1");
    }
}
