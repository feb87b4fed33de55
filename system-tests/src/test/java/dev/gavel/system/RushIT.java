package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The load generator and the benchmark as commands, at rates that any machine can send. */
@Tag("alone")
final class RushIT {
    private static final int USAGE = 64;
    private static final Duration RUSH_MAX = Duration.ofMinutes(3);
    private static final List<String> SMALL = List.of(
            "--peak", "100", "--seconds", "4", "--after", "1", "--auctions", "4", "--bidders", "60", "--warm-up", "0");

    @TempDir
    private Path directory;

    @Test
    void aRushOverHttpWithWatchersAndBotsKeepsEveryPromise() throws IOException {
        JsonNode report = rush("--watchers", "40", "--bots", "3", "--bot-connections", "6", "--bot-factor", "3");
        assertThat(report.path("watched").path("watchers").asInt()).isEqualTo(40);
        assertThat(report.path("watched").path("updatesMin").asInt()).isPositive();
        assertThat(report.path("watched").path("sinceDecision").path("bids").asLong())
                .isPositive();
        assertThat(report.path("botsAnswered").isEmpty()).isFalse();
    }

    @Test
    void aRushOverWebSocketsOfBiddersWithWatchersAndBotsKeepsEveryPromise() throws IOException {
        JsonNode report = rush(
                "--lane",
                "websocket",
                "--form",
                "json",
                "--watchers",
                "40",
                "--bots",
                "3",
                "--bot-connections",
                "6",
                "--bot-factor",
                "20");
        assertThat(report.path("watched").path("updatesMin").asInt()).isPositive();
        assertThat(report.path("botsAnswered").path("too-many-bids").asLong())
                .as("bots beyond their share")
                .isPositive();
    }

    @Test
    void aRushOverBinaryWebSocketsOfGatewaysKeepsEveryPromise() throws IOException {
        JsonNode report = rush("--lane", "websocket", "--form", "binary", "--gateways", "2");
        assertThat(report.path("fairness").path("honestAnswered").asDouble()).isGreaterThan(0.9);
    }

    private JsonNode rush(String... options) throws IOException {
        Path json = directory.resolve("rush.json");
        Path html = directory.resolve("rush.html");
        List<String> arguments = new ArrayList<>(List.of("rush", "--json", json.toString(), "--html", html.toString()));
        arguments.addAll(SMALL);
        arguments.addAll(List.of(options));
        try (Program rush = Program.start(arguments.toArray(String[]::new))) {
            int code = rush.exitCode(RUSH_MAX);
            String out = String.join("\n", rush.out());
            assertThat(code).as(out + rush.err()).isZero();
            assertThat(out).contains("Verdict: every promise was kept").doesNotContain("BROKEN");
        }
        JsonNode report = JsonMapper.builder().build().readTree(Files.readString(json));
        assertThat(report.path("violations").isEmpty()).isTrue();
        assertThat(report.path("decided").asLong()).isPositive();
        assertThat(report.path("latency").path("p99").asDouble()).isPositive();
        assertThat(report.path("cpuMicrosPerBid").path("server").asDouble()).isPositive();
        assertThat(Files.readString(html)).contains("every promise was kept");
        return report;
    }

    @Test
    void aBenchmarkOfOneFigureWritesItForPrograms() throws IOException {
        Path json = directory.resolve("bench.json");
        try (Program bench = Program.start(
                "bench", "--only", "hot-auction", "--rounds", "1", "--warm-up", "1", "--json", json.toString())) {
            int code = bench.exitCode(RUSH_MAX);
            assertThat(code).as(bench.out() + " " + bench.err()).isZero();
            assertThat(bench.out()).anyMatch(line -> line.startsWith("hot-auction"));
        }
        JsonNode results =
                JsonMapper.builder().build().readTree(Files.readString(json)).path("results");
        assertThat(results.size()).isEqualTo(1);
        JsonNode figure = results.get(0);
        assertThat(figure.path("name").asString()).isEqualTo("hot-auction");
        assertThat(figure.path("unit").asString()).isEqualTo("bids/s");
        assertThat(figure.path("rounds").asInt()).isEqualTo(1);
        for (String number : List.of("gavel", "rival", "ratio", "min", "max")) {
            assertThat(figure.path(number).asDouble()).as(number).isPositive();
        }
    }

    @Test
    void aBenchmarkKnowsEveryFigureThatIsPromised() {
        try (Program bench = Program.start("bench", "--only", "no-such-figure")) {
            assertThat(bench.exitCode(Duration.ofMinutes(1))).isEqualTo(USAGE);
            assertThat(String.join(" ", bench.err()))
                    .contains(
                            "hot-auction",
                            "thousand-auctions",
                            "websocket-40k-p99-ms",
                            "http-15k-p99-ms",
                            "redis-cpu-us-per-bid",
                            "server-cpu-us-per-bid",
                            "pg-transactions-per-1000-bids",
                            "pg-wal-bytes-per-1000-bids",
                            "watchers-10k-delay-p99-ms",
                            "watchers-10k-read-p99-ms",
                            "watcher-idle-kib",
                            "fairness-p99-ratio");
        }
    }
}
