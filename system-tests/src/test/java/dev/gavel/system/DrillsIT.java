package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every drill once, on real processes. {@code gavel drill all --rounds 20} is the long form. */
@Tag("alone")
final class DrillsIT {
    /** For want of a program. */
    private static final Pattern LEFT_OUT = Pattern.compile("left out: (\\S+) .*");

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
    void everyPromiseIsKeptInEveryDrill(@TempDir Path directory) throws IOException {
        Path report = directory.resolve("drills.html");
        try (Program drill = Program.start("drill", "all", "--report", report.toString())) {
            int code = drill.exitCode(DRILLS_MAX);
            String out = String.join("\n", drill.out());
            assertThat(code).as(out + drill.err()).isZero();
            List<String> possible = new ArrayList<>(DRILLS);
            drill.err().stream()
                    .map(LEFT_OUT::matcher)
                    .filter(Matcher::matches)
                    .forEach(left -> possible.remove(left.group(1)));
            assertThat(drill.out()).hasSameSizeAs(possible).allMatch(line -> line.contains(": kept; "));
            assertThat(Files.readString(report)).contains(possible);
        }
        assertThat(Files.readString(report)).contains("<svg", "Redis killed", "PostgreSQL killed");
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
