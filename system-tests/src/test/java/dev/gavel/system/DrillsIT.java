package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One drill, on real processes. {@code .ci/run} plays all of them, with a planted fault that must be found, and
 * {@code gavel drill all --rounds 20} is the long form.
 */
@Tag("alone")
final class DrillsIT {
    private static final int USAGE = 64;
    private static final Duration DRILL_MAX = Duration.ofMinutes(3);
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
    void everyPromiseIsKeptWhenRedisIsKilled(@TempDir Path directory) throws IOException {
        Path report = directory.resolve("drills.html");
        try (Program drill = Program.start("drill", "--report", report.toString(), "redis-killed")) {
            int code = drill.exitCode(DRILL_MAX);
            String out = String.join("\n", drill.out());
            assertThat(code).as(out + drill.err()).isZero();
            assertThat(drill.out()).singleElement().asString().contains(": kept; ");
        }
        assertThat(Files.readString(report)).contains("<svg", "redis-killed", "Redis killed");
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
