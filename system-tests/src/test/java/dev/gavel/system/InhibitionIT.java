package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gavel.dev.EmbeddedAlertmanager;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which alert keeps which other one from being told, asked of a real Alertmanager with the settings of deploy. */
final class InhibitionIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration SEEN_MAX = Duration.ofSeconds(10);

    /**
     * Alerts with the labels that the rules give them, as {@code name severity label=value …}.
     *
     * @param cause of which somebody is told
     * @param silenced what follows from it
     * @param told what does not
     */
    private record Case(String cause, List<String> silenced, List<String> told) {}

    private static final List<Case> CASES = List.of(
            new Case(
                    "NodeNotReady page job=gavel",
                    List.of(
                            "NodeNotReady ticket instance=gavel-1:8080 check=redis",
                            "NodeNotReady ticket instance=gavel-2:8080 check=arena"),
                    List.of("ClockUncertain ticket instance=gavel-1:8080", "LedgerFailing ticket shard=0")),
            new Case(
                    "NodeNotReady ticket instance=gavel-1:8080 check=redis",
                    List.of(),
                    List.of("NodeNotReady ticket instance=gavel-2:8080 check=redis", "BidsSlow page shard=0")),
            new Case(
                    "ErrorBudgetBurn page window=1h",
                    List.of("ErrorBudgetBurn ticket window=3d"),
                    List.of("ErrorBudgetBurn page window=6h")),
            new Case(
                    "RedisMemoryHigh page server=10.0.0.5:6379",
                    List.of("RedisMemoryHigh ticket server=10.0.0.5:6379"),
                    List.of("RedisMemoryHigh ticket server=10.0.0.6:6379")),
            new Case(
                    "TargetDown page job=gavel instance=gavel-1:8080",
                    List.of(
                            "ArenaNotReady page instance=gavel-1:8080",
                            "QueueOld page instance=gavel-1:8080",
                            "NodeNotReady ticket instance=gavel-1:8080 check=node"),
                    List.of(
                            "QueueOld page instance=gavel-2:8080",
                            "NodeNotReady ticket instance=gavel-2:8080 check=node",
                            "LedgerBehind page shard=0")),
            new Case(
                    "RedisDown page server=10.0.0.5:6379",
                    List.of(
                            "ArenaNotReady page instance=gavel-1:8080",
                            "BidsSlow page shard=0",
                            "CloseNotSettled page shard=0",
                            "NodeNotReady page job=gavel",
                            "ReplicasMissing ticket",
                            "FsyncSlow ticket server=10.0.0.5:6379"),
                    List.of("FsyncSlow ticket server=10.0.0.6:6379", "Quarantine page shard=0")),
            new Case(
                    "LedgerBehind page shard=0",
                    List.of("CloseNotSettled page shard=0"),
                    List.of("CloseNotSettled page shard=1", "LedgerFailing ticket shard=0")));

    @Test
    void onlyWhatFollowsFromACauseIsNotTold(@TempDir Path directory) {
        assumeTrue(EmbeddedAlertmanager.executable().isPresent(), Monitored.MISSING);
        try (var onCall = new OnCall();
                var http = HttpClient.newHttpClient()) {
            for (Case one : CASES) {
                Path home = directory.resolve("alertmanager-" + CASES.indexOf(one));
                try (var alertmanager = Monitored.alertmanager(home, onCall)) {
                    var url = URI.create("http://" + alertmanager.address() + "/api/v2/alerts");
                    Map<String, Boolean> expected = new TreeMap<>(Map.of(one.cause(), false));
                    one.silenced().forEach(alert -> expected.put(alert, true));
                    one.told().forEach(alert -> expected.put(alert, false));
                    // The cause is known when the others come, as an older one is.
                    fire(http, url, List.of(one.cause()));
                    fire(http, url, expected.keySet().stream().toList());
                    await(one.cause())
                            .atMost(SEEN_MAX)
                            .untilAsserted(() -> assertThat(silenced(
                                            http,
                                            url,
                                            expected.keySet().stream().toList()))
                                    .isEqualTo(expected));
                }
            }
        }
    }

    private static Map<String, String> labels(String alert) {
        String[] words = alert.split(" ", -1);
        Map<String, String> labels = new HashMap<>(Map.of("alertname", words[0], "severity", words[1]));
        for (String label : List.of(words).subList(2, words.length)) {
            int equals = label.indexOf('=');
            labels.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return labels;
    }

    private static void fire(HttpClient http, URI url, List<String> alerts) {
        List<Map<String, Object>> sent = new ArrayList<>();
        alerts.forEach(alert -> sent.add(Map.of("labels", labels(alert), "annotations", Map.of("summary", alert))));
        send(
                http,
                HttpRequest.newBuilder(url)
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(sent)))
                        .build());
    }

    /** Whether each of these is kept from being told, of those that it knows. */
    private static Map<String, Boolean> silenced(HttpClient http, URI url, List<String> alerts) {
        Map<String, Boolean> silenced = new TreeMap<>();
        for (JsonNode known :
                JSON.readTree(send(http, HttpRequest.newBuilder(url).build()))) {
            String summary = known.path("annotations").path("summary").asString();
            assertThat(alerts).contains(summary);
            silenced.put(summary, !known.path("status").path("inhibitedBy").isEmpty());
        }
        return silenced;
    }

    private static String send(HttpClient http, HttpRequest request) {
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        } catch (IOException e) {
            throw new AssertionError("no answer from " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Alertmanager", e);
        }
    }
}
