package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.dev.EmbeddedHaproxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Some drills once, on real processes. {@code .ci/run} plays all of them, and {@code gavel drill all --rounds 20} is
 * the long form.
 */
@Tag("alone")
final class DrillsIT {
    private static final int USAGE = 64;
    private static final Duration DRILLS_MAX = Duration.ofMinutes(6);
    private static final List<String> DRILLS = List.of(
            "server-killed",
            "redis-killed",
            "postgres-down",
            "shard-down",
            "connections-taken",
            "disk-full",
            "network",
            "server-stopped",
            "rolling-restart",
            "blue-green",
            "clock",
            "files-lost",
            "cluster-failover");

    @Test
    void everyPromiseIsKeptInTheDrillsPlayed(@TempDir Path directory) throws IOException {
        Path report = directory.resolve("drills.html");
        List<String> possible = new ArrayList<>(List.of("redis-killed", "shard-down"));
        if (EmbeddedHaproxy.executable().isPresent()) {
            possible.add("blue-green");
        }
        List<String> command = new ArrayList<>(List.of("drill", "--report", report.toString()));
        command.addAll(possible);
        try (Program drill = Program.start(command.toArray(String[]::new))) {
            int code = drill.exitCode(DRILLS_MAX);
            String out = String.join("\n", drill.out());
            assertThat(code).as(out + drill.err()).isZero();
            assertThat(drill.out()).hasSameSizeAs(possible).allMatch(line -> line.contains(": kept; "));
            assertThat(Files.readString(report)).contains(possible);
        }
        assertThat(Files.readString(report)).contains("<svg", "Redis killed");
    }

    /** The others of {@code gavel drill planted} take the same road. */
    @Test
    void anAnswerBeforeTheFsyncIsFound() {
        try (Program drill = Program.start("drill", "planted-tail")) {
            assertThat(drill.exitCode(DRILLS_MAX))
                    .as(drill.out() + " " + drill.err())
                    .isZero();
            assertThat(drill.out()).singleElement().asString().contains(": found; ");
        }
    }

    @Test
    void drillsAreListed() {
        try (Program help = Program.start("drill", "--help");
                Program wrong = Program.start("drill", "no-such-drill")) {
            assertThat(help.exitCode(Duration.ofMinutes(1))).isZero();
            assertThat(String.join("\n", help.out())).contains(DRILLS).contains("planted");
            assertThat(wrong.exitCode(Duration.ofMinutes(1))).isEqualTo(USAGE);
            assertThat(String.join(" ", wrong.err())).contains(DRILLS).contains("planted-tail");
        }
    }
}
