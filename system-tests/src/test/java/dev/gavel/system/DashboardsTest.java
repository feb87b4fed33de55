package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.system.Deployed.Panel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Dashboards as whoever reads them wants them. That their queries return data is MonitoringIT's. */
class DashboardsTest {
    private static final int COLUMNS = 24;
    private static final Pattern RUNBOOK = Pattern.compile("\\$\\{runbooks}/([\\w-]+\\.md)");
    private static final Set<String> LATENCIES =
            Set.of("gavel_bid_duration_seconds_bucket", "gavel_turn_time_seconds_bucket");

    private final Deployed deployed = Deployed.find();

    @Test
    void every_dashboard_has_an_id_of_its_own_and_can_be_chosen_by_shard_and_node() {
        List<JsonNode> dashboards = deployed.dashboards();
        assertThat(dashboards)
                .extracting(it -> it.path("uid").asString())
                .containsExactlyInAnyOrder("gavel-overview", "gavel-arena", "gavel-ledger", "gavel-feed", "gavel-jvm");
        for (JsonNode dashboard : dashboards) {
            String title = dashboard.path("title").asString();
            assertThat(dashboard.path("schemaVersion").asInt()).as(title).isEqualTo(39);
            List<String> variables = new ArrayList<>();
            dashboard
                    .path("templating")
                    .path("list")
                    .forEach(it -> variables.add(it.path("name").asString()));
            assertThat(variables).as(title).contains("shard", "instance", "runbooks");
            List<String> links = new ArrayList<>();
            dashboard.path("links").forEach(it -> links.add(it.path("type").asString()));
            assertThat(links).as("links of " + title).contains("dashboards", "link");
        }
    }

    @Test
    void every_panel_has_a_title_a_unit_a_source_and_a_query() {
        for (Panel panel : deployed.panels()) {
            assertThat(panel.title()).as(panel.toString()).isNotBlank();
            if (panel.whole().path("type").asString().equals("row")) {
                continue;
            }
            assertThat(panel.queries()).as(panel.toString()).isNotEmpty();
            assertThat(panel.whole()
                            .path("fieldConfig")
                            .path("defaults")
                            .path("unit")
                            .asString(""))
                    .as("unit of " + panel)
                    .isNotEmpty();
            assertThat(panel.whole().path("datasource").path("uid").asString(""))
                    .as("source of " + panel)
                    .isEqualTo("prometheus");
            for (JsonNode target : panel.whole().path("targets")) {
                assertThat(target.path("legendFormat").asString(""))
                        .as("legend of " + panel)
                        .isNotEmpty();
                if (LATENCIES.stream().anyMatch(target.path("expr").asString()::contains)) {
                    assertThat(target.path("exemplar").asBoolean(false))
                            .as("exemplars of " + panel)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void panels_of_a_dashboard_have_numbers_and_places_of_their_own() {
        for (JsonNode dashboard : deployed.dashboards()) {
            List<String> taken = new ArrayList<>();
            List<Integer> numbers = new ArrayList<>();
            for (JsonNode panel : dashboard.path("panels")) {
                numbers.add(panel.path("id").asInt());
                JsonNode place = panel.path("gridPos");
                int right = place.path("x").asInt() + place.path("w").asInt();
                assertThat(right).isBetween(1, COLUMNS);
                for (int x = place.path("x").asInt(); x < right; x++) {
                    for (int y = 0; y < place.path("h").asInt(); y++) {
                        taken.add(x + " " + (place.path("y").asInt() + y));
                    }
                }
            }
            assertThat(taken)
                    .as(dashboard.path("title").asString())
                    .isNotEmpty()
                    .doesNotHaveDuplicates();
            assertThat(numbers).doesNotHaveDuplicates();
        }
    }

    /** One command sets them all: deploy/README.md. */
    @Test
    void links_to_runbooks_begin_as_those_of_alerts_do() {
        String alerts = deployed.yaml("deploy/prometheus/prometheus.yml")
                .at("/global/external_labels/runbooks")
                .asString();
        for (JsonNode dashboard : deployed.dashboards()) {
            List<String> links = new ArrayList<>();
            for (JsonNode variable : dashboard.path("templating").path("list")) {
                if (variable.path("name").asString().equals("runbooks")) {
                    links.add(variable.path("query").asString());
                }
            }
            assertThat(links).as(dashboard.path("title").asString()).containsExactly(alerts);
        }
        assertThat(deployed.sources().read("deploy/README.md")).contains("s|" + alerts + "|");
    }

    @Test
    void links_to_runbooks_lead_to_pages() {
        List<String> dead = new ArrayList<>();
        int links = 0;
        for (JsonNode dashboard : deployed.dashboards()) {
            Matcher link = RUNBOOK.matcher(dashboard.toString());
            while (link.find()) {
                links++;
                if (!Files.exists(
                        deployed.sources().root().resolve("docs/runbooks").resolve(link.group(1)))) {
                    dead.add(link.group());
                }
            }
        }
        assertThat(dead).isEmpty();
        assertThat(links).isGreaterThan(20);
    }
}
