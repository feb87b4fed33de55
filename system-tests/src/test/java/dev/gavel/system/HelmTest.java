package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import dev.gavel.server.ServerConfig;
import dev.gavel.server.platform.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The chart of deploy/helm, made by Helm itself, and what it makes held against the server. No cluster is asked. */
class HelmTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Sources SOURCES = Sources.find();
    private static final Path CHART = SOURCES.root().resolve("deploy/helm/gavel");
    private static final String RUNBOOKS = "https://wiki.example.org/on-call";
    private static final String GENERATION = "gavel.dev/generation";

    private static TemplateCommand template() {
        return template(CHART);
    }

    private static TemplateCommand template(Path chart) {
        return new Helm(chart).template().withName("auctions").withKubeVersion("1.31.0");
    }

    /** By kind and name. */
    private static Map<String, JsonNode> rendered(TemplateCommand command) throws IOException {
        Map<String, JsonNode> all = new TreeMap<>();
        try (MappingIterator<JsonNode> each = YAML.readerFor(JsonNode.class).readValues(command.call())) {
            while (each.hasNext()) {
                JsonNode one = each.next();
                if (one.has("kind")) {
                    all.put(
                            one.path("kind").asString() + " "
                                    + one.path("metadata").path("name").asString(),
                            one);
                }
            }
        }
        return all;
    }

    private static JsonNode one(Map<String, JsonNode> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    private static TemplateCommand everything() {
        return template()
                .set("green.enabled", true)
                .set("green.image.tag", "0.2.0")
                .set("serviceMonitor.enabled", true)
                .set("prometheusRule.enabled", true)
                .set("prometheusRule.runbooks", RUNBOOKS)
                .set("networkPolicy.enabled", true);
    }

    @Test
    void helmHasNothingToSayAgainstIt() {
        LintResult lint = new Helm(CHART).lint().strict().call();
        assertThat(lint.isFailed()).as(String.join("\n", lint.getMessages())).isFalse();
    }

    @Test
    void whatSelectsFindsWhatItIsMeantFor() throws IOException {
        Map<String, JsonNode> all = rendered(everything());
        assertThat(all.keySet())
                .containsExactly(
                        "ConfigMap auctions",
                        "Deployment auctions-blue",
                        "Deployment auctions-green",
                        "NetworkPolicy auctions",
                        "PodDisruptionBudget auctions-blue",
                        "PodDisruptionBudget auctions-green",
                        "PodMonitor auctions",
                        "PrometheusRule auctions",
                        "Service auctions");
        for (String colour : List.of("blue", "green")) {
            JsonNode deployment = one(all, "Deployment auctions-" + colour);
            JsonNode labels = deployment.at("/spec/template/metadata/labels");
            JsonNode selector = deployment.at("/spec/selector/matchLabels");
            assertThat(selector.path(GENERATION).asString()).isEqualTo(colour);
            assertSelects(selector, labels);
            assertSelects(one(all, "PodDisruptionBudget auctions-" + colour).at("/spec/selector/matchLabels"), labels);
            assertSelects(one(all, "PodMonitor auctions").at("/spec/selector/matchLabels"), labels);
            assertSelects(one(all, "NetworkPolicy auctions").at("/spec/podSelector/matchLabels"), labels);
        }
        assertThat(one(all, "Deployment auctions-green").toString()).contains("gavel:0.2.0");
        assertThat(one(all, "Deployment auctions-blue").toString()).contains("gavel:0.1.0");
    }

    private static void assertSelects(JsonNode selector, JsonNode labels) {
        assertThat(selector.size()).isPositive();
        selector.properties()
                .forEach(label -> assertThat(labels.path(label.getKey())).isEqualTo(label.getValue()));
    }

    @Test
    void theServiceIsTheSwitch() throws IOException {
        JsonNode blue = one(rendered(everything()), "Service auctions");
        JsonNode green = one(rendered(everything().set("live", "green")), "Service auctions");
        assertThat(blue.at("/spec/selector").path(GENERATION).asString()).isEqualTo("blue");
        assertThat(green.at("/spec/selector").path(GENERATION).asString()).isEqualTo("green");
        Map<String, JsonNode> alone = rendered(template());
        assertSelects(
                blue.at("/spec/selector"),
                one(alone, "Deployment auctions-blue").at("/spec/template/metadata/labels"));
        assertThat(alone).doesNotContainKeys("Deployment auctions-green", "PodMonitor auctions");
        assertThatThrownBy(() -> template().set("live", "green").call()).hasMessageContaining("green.enabled must be");
        assertThatThrownBy(() -> template().set("live", "red").call()).hasMessageContaining("blue or green");
    }

    @Test
    void aSwitchLeavesTheNodesAsTheyAre() throws IOException {
        Map<String, JsonNode> before = rendered(everything());
        Map<String, JsonNode> after = rendered(everything().set("live", "green"));
        before.remove("Service auctions");
        after.remove("Service auctions");
        assertThat(after).isEqualTo(before);
    }

    @Test
    void theServerReadsItsSettingsAndHasTimeToEnd(@TempDir Path directory) throws IOException {
        Map<String, JsonNode> all = rendered(template());
        Path file = directory.resolve("gavel.yaml");
        Files.writeString(
                file,
                one(all, "ConfigMap auctions").path("data").path("gavel.yaml").asString());
        JsonNode pod = one(all, "Deployment auctions-blue").at("/spec/template/spec");
        JsonNode container = pod.path("containers").path(0);
        List<String> given = container.path("env").findValuesAsString("name").stream()
                .filter(name -> name.startsWith("GAVEL_"))
                .toList();
        ServerConfig settings = ConfigFile.load(
                file, ServerConfig.class, ServerConfig.DEFAULT, name -> given.contains(name) ? "secret" : null);
        assertThat(settings.ledger().shards())
                .hasSize(4)
                .allMatch(shard -> shard.password().equals("secret"));
        assertThat(container.at("/ports/0/containerPort").asInt())
                .isEqualTo(settings.api().port());
        // It announces its end, waits a second, answers what it has taken, and ends its readers.
        long needed = settings.api().limits().announceFor().toSeconds()
                + 1
                + settings.api().limits().shutdownTimeout().toSeconds()
                + settings.ledger().reader().closeTimeout().toSeconds();
        assertThat(pod.path("terminationGracePeriodSeconds").asLong()).isGreaterThan(needed);
        // Two looks that fail, two seconds apart, and what the news takes to every kube-proxy.
        JsonNode ready = container.path("readinessProbe");
        assertThat(settings.api().limits().announceFor().toSeconds())
                .isGreaterThan(ready.path("periodSeconds").asLong()
                        * ready.path("failureThreshold").asLong());
        assertThat(ready.at("/httpGet/path").asString()).isEqualTo("/health/ready");
        assertThat(container.at("/livenessProbe/httpGet/path").asString()).isEqualTo("/health/live");
    }

    @Test
    void itRunsAsTheUserOfTheImageWithoutRights() throws IOException {
        JsonNode pod = one(rendered(template()), "Deployment auctions-blue").at("/spec/template/spec");
        JsonNode container = pod.path("containers").path(0);
        long user = pod.at("/securityContext/runAsUser").asLong();
        assertThat(SOURCES.read("deploy/image/Containerfile")).contains("USER " + user + ":" + user);
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/capabilities/drop/0").asString())
                .isEqualTo("ALL");
        assertThat(container.path("volumeMounts").findValuesAsString("mountPath"))
                .contains("/tmp", "/var/lib/gavel/pictures");
        assertThat(container.path("volumeMounts").findValuesAsString("name"))
                .containsExactlyElementsOf(pod.path("volumes")
                        .valueStream()
                        .map(volume -> volume.path("name").asString())
                        .toList());
    }

    /** A chart can only read what lies in it: a link to them. */
    @Test
    void itsRulesAreThoseOfPrometheus() throws IOException {
        String rules = SOURCES.read("deploy/prometheus/rules/gavel.yml");
        assertThat(SOURCES.read("deploy/helm/gavel/rules/gavel.yml")).isEqualTo(rules);
        JsonNode made = one(rendered(everything()), "PrometheusRule auctions").path("spec");
        assertThat(made).isEqualTo(YAML.readTree(rules.replace("{{ $externalLabels.runbooks }}", RUNBOOKS)));
        assertThat(made.findValuesAsString("runbook_url"))
                .hasSizeGreaterThan(16)
                .allMatch(link -> link.matches(RUNBOOKS + "/[a-z-]+\\.md"));
        // The operator's Prometheus has no such label by itself: links that lead nowhere are not made.
        assertThatThrownBy(() -> everything().set("prometheusRule.runbooks", "").call())
                .hasMessageContaining("where docs/runbooks can be read");
    }

    /** Blue goes on while a new chart brings green. */
    @Test
    void aNewVersionOfTheChartLeavesPodsAsTheyAre(@TempDir Path directory) throws IOException {
        Path next = directory.resolve("gavel");
        try (Stream<Path> files = Files.walk(CHART)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = next.resolve(CHART.relativize(file));
                Files.createDirectories(copy.resolveSibling("."));
                Files.writeString(
                        copy,
                        file.endsWith("Chart.yaml")
                                ? Files.readString(file).replaceAll("(?m)^(version|appVersion): .*", "$1: 9.8.7")
                                : Files.readString(file));
            }
        }
        Map<String, JsonNode> before = rendered(template());
        Map<String, JsonNode> after = rendered(template(next));
        assertThat(one(after, "Service auctions").toString()).contains("gavel-9.8.7");
        assertThat(one(after, "Deployment auctions-blue").at("/spec"))
                .isEqualTo(one(before, "Deployment auctions-blue").at("/spec"));
    }
}
