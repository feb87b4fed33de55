package dev.gavel.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gavel.cli.Gavel;
import dev.gavel.cli.runbook.Runbooks;
import dev.gavel.system.Deployed.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** Alerts, their runbooks and the diagnoses of these belong together. */
class AlertsTest {
    private static final String PAGES = "docs/runbooks/";
    private static final String INDEX = "README";
    private static final List<String> HEADINGS =
            List.of("## What bidders feel", "## How to see it", "## What to do", "## How to undo");
    /** Up to the end of the code, which may go on in the next line. */
    private static final Pattern COMMAND = Pattern.compile("\\./gavel +([a-z-]+)((?:[^\\n`]|\\n(?! *\\./gavel))*)");
    /** A meter, or the buckets of one, and the figure beyond which an alert fires. */
    private static final Pattern LIMIT =
            Pattern.compile("((?:gavel|hikaricp)_\\w+?(?<!_count))(?:_bucket)?(?:\\[\\w+])?\\)+ > ([\\d.e]+)");

    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");

    private final Deployed deployed = Deployed.find();

    @Test
    void every_alert_says_whom_it_calls_what_is_wrong_and_where_its_runbook_is() {
        List<Rule> alerts = deployed.alerts();
        assertThat(alerts).hasSizeGreaterThan(16);
        for (Rule alert : alerts) {
            assertThat(alert.label("severity")).as(alert.name()).isIn("page", "ticket");
            assertThat(alert.annotation("summary")).as(alert.name()).isNotBlank();
            assertThat(alert.annotation("description")).as(alert.name()).endsWith(".");
            assertThat(alert.annotation("runbook_url"))
                    .isEqualTo("{{ $externalLabels.runbooks }}/" + alert.page() + ".md");
        }
    }

    /** Where nobody says how often, it is as often as that Prometheus likes: then five seconds are thirty. */
    @Test
    void every_group_says_how_often_it_is_looked_at() {
        List<String> groups = new ArrayList<>();
        for (JsonNode group : deployed.yaml(Deployed.RULES).path("groups")) {
            boolean alerts = group.path("rules").valueStream().anyMatch(rule -> rule.has("alert"));
            String interval = group.path("interval").asString("");
            assertThat(interval).as(group.path("name").asString()).isNotEmpty();
            assertThat(!alerts || interval.equals("5s"))
                    .as(group.path("name").asString())
                    .isTrue();
            groups.add(interval);
        }
        assertThat(groups).hasSizeGreaterThan(5);
    }

    @Test
    void every_alert_has_a_page_and_a_diagnosis_and_each_of_these_has_an_alert() {
        Set<String> alerts = alertsBy(Rule::page);
        assertThat(pages().keySet()).isEqualTo(alerts);
        assertThat(Runbooks.names()).containsExactlyInAnyOrderElementsOf(alerts);
        String index = deployed.sources().read(PAGES + INDEX + ".md");
        assertThat(alerts).allMatch(page -> index.contains("](" + page + ".md) |"));
    }

    @Test
    void every_page_has_the_same_headings_under_its_alerts_name() {
        Map<String, String> names =
                deployed.alerts().stream().collect(Collectors.toMap(Rule::page, Rule::name, (one, _) -> one));
        pages().forEach((page, text) -> {
            assertThat(text).startsWith("# " + names.get(page) + "\n");
            assertThat(text.lines().filter(line -> line.startsWith("##")))
                    .as(page)
                    .containsExactlyElementsOf(HEADINGS);
            assertThat(text).contains("./gavel runbook " + page + " ");
        });
    }

    @Test
    void every_command_of_a_page_exists_with_its_options() {
        Map<String, CommandLine> commands = new CommandLine(new Gavel()).getSubcommands();
        List<String> wrong = new ArrayList<>();
        pages().forEach((page, text) -> {
            Matcher command = COMMAND.matcher(text);
            while (command.find()) {
                CommandLine known = commands.get(command.group(1));
                Matcher option = OPTION.matcher(command.group(2));
                if (known == null) {
                    wrong.add(page + ": " + command.group());
                    continue;
                }
                while (option.find()) {
                    if (known.getCommandSpec().findOption(option.group()) == null) {
                        wrong.add(page + ": " + command.group(1) + " " + option.group());
                    }
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void the_diagnosis_looks_at_every_figure_that_its_alert_goes_by() {
        List<String> missing = new ArrayList<>();
        for (Rule alert : deployed.alerts()) {
            Set<String> looked = Runbooks.limits(alert.page()).keySet();
            deployed.meters(alert.expression()).stream()
                    // That a node answers is looked at on every page.
                    .filter(meter -> !meter.equals("up") && !looked.contains(meter))
                    .forEach(meter -> missing.add(alert.name() + ": " + meter));
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void the_diagnosis_finds_a_figure_bad_from_where_an_alert_first_does() {
        Map<String, Double> lowest = new TreeMap<>();
        for (Rule alert : deployed.alerts()) {
            // Whether or not it is recorded first.
            Matcher limit = LIMIT.matcher(alert.expression().replaceAll("gavel:(\\w+):max", "gavel_$1"));
            while (limit.find()) {
                lowest.merge(limit.group(1), Double.parseDouble(limit.group(2)), Math::min);
            }
        }
        assertThat(lowest).hasSizeGreaterThan(10);
        List<String> others = new ArrayList<>();
        for (String page : Runbooks.names()) {
            Runbooks.limits(page).forEach((meter, limit) -> {
                if (!lowest.getOrDefault(meter, limit).equals(limit)) {
                    others.add(
                            page + " finds " + meter + " bad from " + limit + ", the alert from " + lowest.get(meter));
                }
            });
        }
        assertThat(others).isEmpty();
    }

    @Test
    void only_a_page_silences_others() {
        Set<String> pages = alertsBy(rule -> rule.label("severity").equals("page") ? rule.name() : "");
        List<String> sources = new ArrayList<>();
        deployed.yaml(Deployed.ALERTMANAGER)
                .path("inhibit_rules")
                .forEach(
                        rule -> sources.add(rule.path("source_matchers").path(0).asString()));
        assertThat(sources)
                .isNotEmpty()
                .allMatch(source ->
                        source.equals("severity = page") || pages.contains(source.replace("alertname = ", "")));
        // Else a page that is among the tickets would silence, too.
        Set<String> silencing = sources.stream()
                .filter(source -> source.startsWith("alertname"))
                .map(source -> source.replace("alertname = ", ""))
                .collect(Collectors.toSet());
        assertThat(deployed.alerts())
                .filteredOn(rule -> silencing.contains(rule.name()))
                .allMatch(rule -> rule.label("severity").equals("page"));
    }

    @Test
    void promtool_and_amtool_find_the_settings_right_and_each_alert_fires_and_is_silent_when_it_should() {
        Path deploy = deployed.sources().root().resolve("deploy");
        assumeTrue(Program.isInstalled("promtool"), "promtool is missing: apt install prometheus");
        run(deploy.resolve("prometheus"), "promtool", "check", "config", "--lint=all", "prometheus.yml");
        String played = run(deploy.resolve("prometheus/rules"), "promtool", "test", "rules", "gavel.test.yml");
        assertThat(played).contains("SUCCESS");
        String test = deployed.sources().read("deploy/prometheus/rules/gavel.test.yml");
        for (Rule alert : deployed.alerts()) {
            assertThat(test)
                    .contains("alertname=\"" + alert.name() + "\", severity=\"" + alert.label("severity") + "\"");
        }
        assumeTrue(Program.isInstalled("amtool"), "amtool is missing: apt install prometheus-alertmanager");
        run(deploy.resolve("alertmanager"), "amtool", "check-config", "alertmanager.yml");
    }

    private Set<String> alertsBy(Function<Rule, String> part) {
        return deployed.alerts().stream()
                .map(part)
                .filter(it -> !it.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Map<String, String> pages() {
        Map<String, String> pages = new TreeMap<>();
        deployed.sources()
                .ending(".md")
                .map(deployed.sources()::name)
                .filter(name -> name.startsWith(PAGES) && !name.endsWith(INDEX + ".md"))
                .forEach(name -> pages.put(
                        name.substring(PAGES.length(), name.length() - ".md".length()),
                        deployed.sources().read(name)));
        return pages;
    }

    /** @return what it said */
    private static String run(Path directory, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            return said;
        } catch (IOException e) {
            throw new AssertionError("could not run " + command[0], e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command[0] + " was running", e);
        }
    }
}
