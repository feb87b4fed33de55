package dev.gavel.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What {@code deploy} has for Prometheus, Alertmanager and Grafana. */
record Deployed(Sources sources) {
    static final String RULES = "deploy/prometheus/rules/gavel.yml";
    static final String TARGETS = "deploy/prometheus/targets/gavel.yml";
    static final String ALERTMANAGER = "deploy/alertmanager/alertmanager.yml";
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern METER = Pattern.compile("\\b(?:gavel|hikaricp|jvm|process|system)_\\w+|\\bup\\b");
    private static final Pattern RECORD = Pattern.compile("gavel:[\\w:]+");

    static Deployed find() {
        return new Deployed(Sources.find());
    }

    /** @param alert false for what is only recorded, under its name */
    record Rule(String name, boolean alert, String expression, JsonNode whole) {
        String label(String name) {
            return whole.path("labels").path(name).asString("");
        }

        String annotation(String name) {
            return whole.path("annotations").path(name).asString("");
        }

        /** {@code bids-slow} for {@code BidsSlow}. */
        String page() {
            return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
        }
    }

    List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        for (JsonNode group : yaml(RULES).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                boolean alert = rule.has("alert");
                rules.add(new Rule(
                        rule.path(alert ? "alert" : "record").asString(),
                        alert,
                        rule.path("expr").asString(),
                        rule));
            }
        }
        return rules;
    }

    List<Rule> alerts() {
        return rules().stream().filter(Rule::alert).toList();
    }

    /** The meters of an expression, also by way of what is recorded; a histogram without its endings. */
    Set<String> meters(String expression) {
        Set<String> meters = new TreeSet<>();
        Matcher meter = METER.matcher(RECORD.matcher(expression).replaceAll(""));
        while (meter.find()) {
            meters.add(meter.group().replaceFirst("(?<=_seconds|_bids)_(bucket|count)$", ""));
        }
        Matcher recorded = RECORD.matcher(expression);
        while (recorded.find()) {
            String name = recorded.group();
            rules().stream()
                    .filter(rule -> rule.name().equals(name))
                    .forEach(rule -> meters.addAll(meters(rule.expression())));
        }
        return meters;
    }

    JsonNode yaml(String name) {
        return YAML.readTree(sources.read(name));
    }

    /** @param queries with their variables; none for rows */
    record Panel(String dashboard, String title, List<String> queries, JsonNode whole) {
        @Override
        public String toString() {
            return dashboard + " / " + title;
        }
    }

    List<JsonNode> dashboards() {
        return files().map(name -> JSON.readTree(sources.read(name))).toList();
    }

    private Stream<String> files() {
        return sources.ending(".json").map(sources::name).filter(name -> name.startsWith("deploy/grafana/dashboards/"));
    }

    List<Panel> panels() {
        List<Panel> panels = new ArrayList<>();
        for (JsonNode dashboard : dashboards()) {
            for (JsonNode panel : dashboard.path("panels")) {
                List<String> queries = new ArrayList<>();
                panel.path("targets")
                        .forEach(target -> queries.add(target.path("expr").asString()));
                panels.add(new Panel(
                        dashboard.path("title").asString(), panel.path("title").asString(), queries, panel));
            }
        }
        return panels;
    }
}
