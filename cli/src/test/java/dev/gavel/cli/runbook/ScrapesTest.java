package dev.gavel.cli.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gavel.cli.runbook.Finding.Verdict;
import dev.gavel.cli.runbook.Measure.Highest;
import dev.gavel.cli.runbook.Measure.Quantile;
import dev.gavel.cli.runbook.Measure.Rate;
import dev.gavel.cli.runbook.Measure.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScrapesTest {
    private static final String BEFORE = """
            # HELP gavel_bids_total Bids
            # TYPE gavel_bids_total counter
            gavel_bids_total{outcome="leading",path="http"} 100.0
            gavel_bids_total{outcome="overloaded",path="http"} 7.0
            gavel_turn_seconds_bucket{le="0.1"} 1000.0
            gavel_turn_seconds_bucket{le="0.5"} 1000.0
            gavel_turn_seconds_bucket{le="+Inf"} 1000.0
            """;
    private static final String AFTER = """
            gavel_bids_total{outcome="leading",path="http"} 300.0
            gavel_bids_total{outcome="overloaded",path="http"} 7.0
            gavel_bids_total{outcome="unknown",path="websocket"} 4.0
            gavel_turn_seconds_bucket{le="0.1"} 1050.0 # {trace_id="4bf9"} 0.07 1.0
            gavel_turn_seconds_bucket{le="0.1"} 1050.0
            gavel_turn_seconds_bucket{le="0.5"} 1100.0
            gavel_turn_seconds_bucket{le="+Inf"} 1.1e3
            gavel_queue_age_seconds{bucket="17"} 0.7
            gavel_queue_age_seconds{bucket="3"} 0.0
            gavel_used_bytes{server="r:1"} 90
            gavel_max_bytes{server="r:1"} 100
            gavel_odd{name="a \\"quoted\\" one, }"} NaN
            """;
    private final Scrapes scrapes = new Scrapes(Sample.parse(BEFORE, "one:8080"), Sample.parse(AFTER, "one:8080"), 2);

    @Test
    void samplesAreReadWithTheirLabelsAndTheNodeThatHasThem() {
        assertThat(Sample.parse(AFTER, "one:8080"))
                .contains(
                        new Sample(
                                "gavel_bids_total",
                                Map.of("outcome", "leading", "path", "http", "instance", "one:8080"),
                                300),
                        new Sample("gavel_turn_seconds_bucket", Map.of("le", "+Inf", "instance", "one:8080"), 1_100));
    }

    @Test
    void aRateIsWhatGrewBetweenTheTwoLooks() {
        assertThat(scrapes.read(Rate.of("gavel_bids_total", "outcome")))
                .containsExactlyInAnyOrder(
                        new Reading(Map.of("outcome", "leading"), 100),
                        new Reading(Map.of("outcome", "overloaded"), 0),
                        new Reading(Map.of("outcome", "unknown"), 2));
        assertThat(scrapes.read(new Rate("gavel_bids_total", "outcome", "over.*|unknown", "")))
                .containsExactly(new Reading(Map.of(), 2));
    }

    @Test
    void aRestartedNodeHasGrownFromZero() {
        var restarted = new Scrapes(scrapes.last(), scrapes.first(), 1);
        assertThat(restarted.read(new Rate("gavel_bids_total", "outcome", "leading", "")))
                .containsExactly(new Reading(Map.of(), 100));
    }

    @Test
    void aQuantileIsOfWhatCameBetweenTheTwoLooks() {
        var twoSteps =
                new Scrapes(scrapes.first(), scrapes.last().stream().distinct().toList(), 2);
        List<Reading> found = twoSteps.read(new Quantile(0.75, "gavel_turn_seconds", ""));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().value()).isCloseTo(0.3, within(1e-9));
        assertThat(scrapes.read(new Quantile(0.75, "gavel_other_seconds", ""))).isEmpty();
    }

    @Test
    void aFigureBeyondItsLimitSaysWhereAndWhatToDo() {
        Check age = Check.above(0.5, Unit.SECONDS, "oldest", new Highest("gavel_queue_age_seconds", "bucket"), "run");
        assertThat(age.run(scrapes))
                .containsExactly(new Finding(Verdict.LOOK_HERE, "oldest, bucket 17: 700 ms, above 500 ms", "run"));
        Check higher =
                Check.above(0.8, Unit.SECONDS, "oldest", new Highest("gavel_queue_age_seconds", "bucket"), "run");
        assertThat(higher.run(scrapes)).containsExactly(Finding.ok("oldest, bucket 17: 700 ms"));
        Check share = Check.above(
                0.75, Unit.SHARE, "memory", new Share("gavel_used_bytes", "gavel_max_bytes", "server"), "look");
        assertThat(share.run(scrapes))
                .extracting(Finding::what)
                .containsExactly("memory, server r:1: 90 %, above 75 %");
        Check missing = Check.above(0, Unit.COUNT, "lag", new Highest("gavel_lag", ""), "look");
        assertThat(missing.run(scrapes)).extracting(Finding::verdict).containsExactly(Verdict.CANNOT_TELL);
    }

    @Test
    void everyPageAsksForSomethingUnderANameOfItsOwn() {
        List<String> names = new ArrayList<>(Runbooks.names());
        assertThat(names).doesNotHaveDuplicates().isSorted();
        assertThat(Runbooks.ALL).allMatch(page -> !page.checks().isEmpty());
        assertThat(Runbooks.ALL.getFirst().alert()).isEqualTo("ArenaNotReady");
    }
}
