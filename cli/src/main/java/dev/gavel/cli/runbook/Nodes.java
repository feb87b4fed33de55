package dev.gavel.cli.runbook;

import dev.gavel.cli.CommandException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What nodes say of themselves. */
record Nodes(Web web, List<String> urls) {
    private static final JsonMapper JSON = new JsonMapper();
    /** What a check says that found nothing. */
    private static final String WELL = "UP";

    /** Looks twice, so long apart; nodes that do not answer are left out. */
    Scrapes scrape(Duration apart) {
        List<Sample> first = samples();
        long from = System.nanoTime();
        try {
            Thread.sleep(apart);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted between two looks", e);
        }
        List<Sample> last = samples();
        return new Scrapes(first, last, (System.nanoTime() - from) / 1e9);
    }

    private List<Sample> samples() {
        return urls.stream().flatMap(url -> samples(url).stream()).toList();
    }

    private List<Sample> samples(String url) {
        try {
            Web.Answer answer = web.get(url + "/metrics");
            return answer.status() == 200 ? Sample.parse(answer.body(), Web.place(url)) : List.of();
        } catch (IOException e) {
            // That it does not answer is a finding of its own.
            return List.of();
        }
    }

    /** Whether each answers and can serve, in its own words. */
    List<Finding> health() {
        return urls.stream().map(this::health).toList();
    }

    private Finding health(String url) {
        try {
            Web.Answer answer = web.get(url + "/health/ready");
            if (answer.status() == 200) {
                return Finding.ok(url + " is ready");
            }
            List<String> troubles = new ArrayList<>();
            JSON.readTree(answer.body()).path("checks").properties().stream()
                    .filter(check -> !check.getValue().asString("").equals(WELL))
                    .forEach(check -> troubles.add(
                            check.getKey() + ": " + check.getValue().asString()));
            return Finding.bad(
                    url + " is not ready",
                    troubles.isEmpty() ? "it says " + answer.body() : String.join("; ", troubles));
        } catch (IOException e) {
            return Finding.bad(url + " does not answer", "is its process there, and the way to it? " + e);
        } catch (JacksonException e) {
            return Finding.bad(url + " answers /health/ready with something else than a node does", "is it one?");
        }
    }
}
