package dev.gavel.cli.runbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.cli.CommandException;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Prometheus that looks at the nodes. */
record Prometheus(Web web, String url) implements Source {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public List<Reading> read(Measure measure) {
        return ask(measure.query());
    }

    /** Whether the alert fires now. */
    Finding alert(String name) {
        List<Reading> firing = ask("ALERTS{alertname=\"" + name + "\", alertstate=\"firing\"}");
        return firing.isEmpty()
                ? Finding.ok("the alert " + name + " does not fire")
                : Finding.bad("the alert " + name + " fires " + firing.size() + " times", labels(firing));
    }

    private static String labels(List<Reading> firing) {
        return String.join("; ", firing.stream().map(Reading::place).toList());
    }

    private List<Reading> ask(String query) {
        try {
            Web.Answer answer = web.get(url + "/api/v1/query?query=" + URLEncoder.encode(query, UTF_8));
            JsonNode body = JSON.readTree(answer.body());
            if (answer.status() != 200) {
                throw new CommandException(url + " does not answer " + query + ": "
                        + body.path("error").asString(answer.body()));
            }
            List<Reading> readings = new ArrayList<>();
            for (JsonNode series : body.path("data").path("result")) {
                Map<String, String> of = new TreeMap<>();
                series.path("metric").properties().stream()
                        .filter(label -> !label.getKey().equals("__name__"))
                        .forEach(
                                label -> of.put(label.getKey(), label.getValue().asString()));
                readings.add(new Reading(
                        of, Sample.number(series.path("value").path(1).asString())));
            }
            return readings;
        } catch (IOException | JacksonException e) {
            throw new CommandException(url + " does not answer as a Prometheus does: " + e, e);
        }
    }
}
