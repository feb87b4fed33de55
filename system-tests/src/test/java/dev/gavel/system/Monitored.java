package dev.gavel.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.dev.EmbeddedAlertmanager;
import dev.gavel.dev.EmbeddedPrometheus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Prometheus and Alertmanager of this machine with what {@code deploy} has for them, hurried: what takes half a
 * minute there takes some seconds here. The texts are the same but for addresses, secrets and durations.
 */
record Monitored(HttpClient http, EmbeddedAlertmanager alertmanager, EmbeddedPrometheus prometheus)
        implements AutoCloseable {
    static final String MISSING =
            "Prometheus or Alertmanager is missing: apt install prometheus prometheus-alertmanager";
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final String PAGERDUTY_KEY = "a-routing-key";

    static boolean isPossible() {
        return EmbeddedPrometheus.executable().isPresent()
                && EmbeddedAlertmanager.executable().isPresent();
    }

    /** @param directory an empty one */
    static Monitored watch(Path directory, int node, OnCall onCall) {
        Sources sources = Sources.find();
        var alertmanager = alertmanager(directory.resolve("alertmanager"), onCall);
        Path prometheus = directory.resolve("prometheus");
        write(prometheus.resolve("rules/gavel.yml"), hurried(sources.read(Deployed.RULES)));
        list(directory, "127.0.0.1:" + node);
        return new Monitored(
                HttpClient.newHttpClient(),
                alertmanager,
                EmbeddedPrometheus.start(
                        prometheus,
                        replaced(
                                sources.read("deploy/prometheus/prometheus.yml"),
                                "scrape_interval: 5s",
                                "scrape_interval: 1s",
                                "evaluation_interval: 5s",
                                "evaluation_interval: 1s",
                                "alertmanager:9093",
                                alertmanager.address())));
    }

    /** Says which nodes ought to be there, as docs/blue-green.md has it done. */
    static void list(Path directory, String... nodes) {
        write(
                directory.resolve("prometheus/targets/gavel.yml"),
                replaced(
                        Sources.find().read(Deployed.TARGETS),
                        "\"gavel-1:8080\", \"gavel-2:8080\"",
                        "\"" + String.join("\", \"", nodes) + "\""));
    }

    /** @param home an empty one */
    static EmbeddedAlertmanager alertmanager(Path home, OnCall onCall) {
        Sources sources = Sources.find();
        write(home.resolve("slack-url"), onCall.slackUrl());
        write(home.resolve("pagerduty-key"), PAGERDUTY_KEY);
        write(home.resolve("templates/gavel.tmpl"), sources.read("deploy/alertmanager/templates/gavel.tmpl"));
        return EmbeddedAlertmanager.start(
                home,
                replaced(
                        sources.read(Deployed.ALERTMANAGER),
                        "/etc/alertmanager/secrets",
                        home.toString(),
                        "https://events.pagerduty.com/v2/enqueue",
                        onCall.pagerDutyUrl(),
                        "group_wait: 5s",
                        "group_wait: 100ms",
                        "group_interval: 30s",
                        "group_interval: 1s"));
    }

    /**
     * Rules that need seconds for what they need a minute for. Not fewer: one stall of this machine must not be a
     * hundredth of a window's bids.
     */
    private static String hurried(String rules) {
        return rules.replaceAll("\\bfor: \\w+", "for: 1s")
                .replaceAll("\\[1m]", "[15s]")
                .replaceAll("interval: \\w+", "interval: 1s");
    }

    private static String replaced(String text, String... pairs) {
        String replaced = text;
        for (int i = 0; i < pairs.length; i += 2) {
            if (!replaced.contains(pairs[i])) {
                throw new AssertionError("the settings no longer say " + pairs[i]);
            }
            replaced = replaced.replace(pairs[i], pairs[i + 1]);
        }
        return replaced;
    }

    String url() {
        return prometheus.url();
    }

    /** How many series a query gives now. */
    int now(String query) {
        return results("query?query=" + encoded(query));
    }

    /** How many series a query gave at some time in the last seconds, which is how panels ask. */
    int lately(String query, Duration last) {
        double until = Instant.now().toEpochMilli() / 1e3;
        return results("query_range?step=1&start=%.3f&end=%.3f&query=%s"
                .formatted(until - last.toSeconds(), until, encoded(query)));
    }

    /** How many values a label has in the series that a selector finds. */
    int values(String label, String selector) {
        return data("label/" + label + "/values?match[]=" + encoded(selector)).size();
    }

    boolean fires(String alert) {
        return now("ALERTS{alertname=\"" + alert + "\", alertstate=\"firing\"}") > 0;
    }

    private int results(String path) {
        return data(path).path("result").size();
    }

    private JsonNode data(String path) {
        JsonNode answer = get(prometheus.url() + "/api/v1/" + path);
        if (!answer.path("status").asString().equals("success")) {
            throw new AssertionError(path + " was answered " + answer);
        }
        return answer.path("data");
    }

    private JsonNode get(String url) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER_MAX).build();
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError("no answer from " + url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Prometheus", e);
        }
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, UTF_8);
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("could not write " + file, e);
        }
    }

    @Override
    public void close() {
        try (http;
                alertmanager;
                prometheus) {
            // In this order, the last first.
        }
    }
}
