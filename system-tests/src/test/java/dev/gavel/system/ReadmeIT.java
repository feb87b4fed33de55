package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk of the README, typed as it stands there, through the script of the repository. */
class ReadmeIT {
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Duration WALK_MAX = Duration.ofMinutes(2);
    private static final Pattern BLOCK = Pattern.compile("```\n(.*?)```", Pattern.DOTALL);
    /** The feed would stay open until the close, five minutes later. */
    private static final String CURL = """
            curl() {
                if [ "$1" = -N ]; then command curl -s --max-time 2 "$@" || true; else command curl -f "$@"; echo; fi
            }
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private Path folder;

    @Test
    void theWalkThroughWorksAsItIsWritten() throws IOException, InterruptedException {
        Path root = Sources.find().root();
        assumeTrue(
                Files.exists(root.resolve("cli/target/gavel-cli.jar")),
                "the command is not packaged; ./gavel test does that");
        assumeTrue(
                new ProcessBuilder("sh", "-c", "command -v curl && command -v bash")
                                .start()
                                .waitFor()
                        == 0,
                "there is no curl or no bash");
        Files.createSymbolicLink(folder.resolve("gavel"), root.resolve("gavel"));
        int port = freePort();
        List<String> blocks = blocks(Files.readString(root.resolve("README.md")), port);
        assertThat(blocks.getFirst().strip()).isEqualTo("./gavel dev");

        Process dev = bash("exec ./gavel dev --port " + port, folder.resolve("dev.txt"));
        try {
            awaitLive(dev, port);
            Path output = folder.resolve("walk.txt");
            String walk = "set -euo pipefail\n" + CURL + blocks.stream().skip(1).collect(Collectors.joining("\n"));
            Process walking = bash(walk, output);
            assertThat(walking.waitFor(WALK_MAX.toSeconds(), TimeUnit.SECONDS))
                    .as("the walk ends within " + WALK_MAX)
                    .isTrue();
            String text = Files.readString(output);
            assertThat(walking.exitValue()).as(text).isZero();
            assertThat(text)
                    .contains("\"outcome\":\"LEADING\"", "\"outcome\":\"OUTBID\"", "\"price\":19000", "data:")
                    .contains("ann");
        } finally {
            dev.destroy();
            assertThat(dev.waitFor(START_MAX.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The code of the section By hand. */
    private static List<String> blocks(String readme, int port) {
        String section = readme.substring(readme.indexOf("## By hand"), readme.indexOf("## The parts"));
        return BLOCK.matcher(section)
                .results()
                .map((MatchResult block) -> block.group(1).replace(":8080", ":" + port))
                .toList();
    }

    private Process bash(String script, Path output) throws IOException {
        var builder = new ProcessBuilder("bash", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("GAVEL_BUILT", "1");
        return builder.start();
    }

    private void awaitLive(Process dev, int port) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            await("gavel dev is ready")
                    .atMost(START_MAX)
                    .pollInterval(Duration.ofMillis(200))
                    .failFast("gavel dev ended", () -> !dev.isAlive())
                    .ignoreExceptions()
                    .until(() -> client.send(request, BodyHandlers.discarding()).statusCode() == 200);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
