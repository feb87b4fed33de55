package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gavel.dev.BlueGreen;
import dev.gavel.dev.EmbeddedHaproxy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node tells its operators does not go through the HAProxy of deploy, however it is asked for. */
final class ProxyIT {
    private static final Duration READY_MAX = Duration.ofSeconds(30);

    /** All are found by the node itself. */
    private static final Map<String, String> OF_OPERATORS = new TreeMap<>(Map.of(
            "/metrics", "gavel_bids_total",
            "/%6detrics", "gavel_bids_total",
            "/v1/../metrics", "gavel_bids_total",
            "/%76%31/%2e%2e/metrics?x=/v1", "gavel_bids_total",
            "/health/live", "",
            "/health/ready", "",
            "/health/./%6cive", ""));

    @Test
    void neitherMetricsNorHealthIsShownToBidders(@TempDir Path directory) {
        assumeTrue(EmbeddedHaproxy.executable().isPresent(), "haproxy is not installed");
        try (var cluster = Cluster.ofAnnouncingNodes(directory);
                var http = HttpClient.newHttpClient()) {
            String node = "127.0.0.1:" + cluster.node().port();
            OF_OPERATORS.forEach((path, has) -> assertThat(get(http, "http://" + node + path))
                    .as(path)
                    .startsWith("200 ")
                    .contains(has));
            try (var proxy = EmbeddedHaproxy.start(directory.resolve("haproxy"), List.of(node, node));
                    var switching = BlueGreen.start(directory.resolve("blue-green"), node, node)) {
                for (String url : List.of(proxy.url(), switching.url())) {
                    await(url)
                            .atMost(READY_MAX)
                            .until(() -> get(http, url + "/v1/time").startsWith("200 "));
                    Map<String, String> answers = OF_OPERATORS.keySet().stream()
                            .collect(Collectors.toMap(path -> path, path -> get(http, url + path)));
                    assertThat(answers.values()).as(url + " " + answers).allMatch(it -> it.startsWith("404 "));
                    // Only whole words of the path: what a seller calls something is no concern of this.
                    assertThat(get(http, url + "/v1/time?of=/metrics")).startsWith("200 ");
                    assertThat(get(http, url + "/healthy")).contains("no route has this path");
                }
            }
        }
    }

    /** @return the status, a space, and the body */
    private static String get(HttpClient http, String url) {
        try {
            var answer = http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            throw new AssertionError("no answer from " + url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        }
    }
}
