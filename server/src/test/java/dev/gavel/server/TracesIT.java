package dev.gavel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.server.identity.Role;
import dev.gavel.server.tracing.TracesConfig;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Bids followed from two nodes to the ledger, of which the first has the only reader. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracesIT {
    private static final String CALLER = "00f067aa0ba902b7";
    private static final Pattern EXEMPLAR =
            Pattern.compile("gavel_bid_duration_seconds_bucket\\{.*trace_id=\"([0-9a-f]{32})\"");
    private static final String ASKED = "01";
    private static final String NOT_ASKED = "00";

    private Collector collector;
    private Site site;
    private Server reader;
    private Server other;
    private int traces;

    @BeforeAll
    void start() throws IOException {
        collector = new Collector();
        site = Site.fresh(1);
        // Only what callers ask for.
        reader = site.start(new TracesConfig(collector.endpoint(), 0, 100));
        // Whatever comes without a caller's trace.
        other = site.start(new TracesConfig(collector.endpoint(), 1, 100));
    }

    @AfterAll
    void stop() {
        site.close();
        collector.close();
    }

    @Test
    void aBidIsFollowedFromItsCallerToTheLedgerOnTheNodeThatReads() throws Exception {
        String auction = site.list(reader);
        String trace = nextTrace();

        var answer = Site.json(site.bid(other, auction, "ann", 123_400, parent(trace, ASKED)));

        List<Span> spans = arrived(trace, 4);
        assertThat(spans).extracting(Span::getName).containsExactlyInAnyOrder("bid", "queue", "turn", "ledger");
        Span bid = named("bid", spans);
        assertThat(Collector.hex(bid.getParentSpanId().toByteArray())).isEqualTo(CALLER);
        assertThat(Collector.attributes(bid))
                .containsEntry("gavel.auction", auction)
                .containsEntry("gavel.sequence", answer.get("sequence").asString())
                .containsEntry("gavel.outcome", "leading")
                .containsEntry("gavel.path", "http");
        for (Span below : spans) {
            if (!below.getName().equals("bid")) {
                assertThat(below.getParentSpanId()).as(below.getName()).isEqualTo(bid.getSpanId());
            }
            assertThat(below.getStartTimeUnixNano()).isLessThanOrEqualTo(below.getEndTimeUnixNano());
        }
        assertThat(named("queue", spans).getEndTimeUnixNano())
                .isEqualTo(named("turn", spans).getStartTimeUnixNano());
        assertThat(named("turn", spans).getEndTimeUnixNano()).isLessThanOrEqualTo(bid.getEndTimeUnixNano());
        Map<String, String> turn = Collector.attributes(named("turn", spans));
        Map<String, String> ledger = Collector.attributes(named("ledger", spans));
        assertThat(turn).containsEntry("db.operation.batch.size", "1");
        assertThat(ledger).containsEntry("gavel.bucket", turn.get("gavel.bucket"));
        // The decision can be read in the bid log under this number.
        assertThat(Long.parseLong(ledger.get("gavel.entry"))).isPositive();
        assertThat(Duration.ofNanos(named("ledger", spans).getEndTimeUnixNano() - bid.getStartTimeUnixNano()))
                .as("the nodes' times agree")
                .isBetween(Duration.ZERO, Duration.ofSeconds(10));
    }

    @Test
    void theHistogramOfBidsLeadsToTheTrace() throws Exception {
        String auction = site.list(reader);
        site.bid(other, auction, "ann", 1_000, parent(nextTrace(), ASKED));
        String metrics = site.send(site.to(other, "/metrics", Role.OPERATOR, "olga")
                        .header("accept", "application/openmetrics-text"))
                .body();
        // One of this bid or, as each stays for some seconds, of one before it.
        String trace = EXEMPLAR.matcher(metrics)
                .results()
                .findFirst()
                .map(match -> match.group(1))
                .orElseThrow();
        arrived(trace, 4);
    }

    @Test
    void whoBidsAndHowMuchIsInNoSpan() throws Exception {
        String auction = site.list(reader);
        String trace = nextTrace();
        site.bid(reader, auction, "hidden-bidder", 98_765_400, parent(trace, ASKED));
        arrived(trace, 4).forEach(span -> assertThat(span.toString()).doesNotContain("hidden-bidder", "987654"));
    }

    @Test
    void aRefusedBidAndOneThatIsTurnedAwayHaveTheirsToo() throws Exception {
        String auction = site.list(reader);
        site.bid(reader, auction, "ann", 50_000);
        String refused = nextTrace();
        site.bid(reader, auction, "sue", 60_000, parent(refused, ASKED));
        String nowhere = nextTrace();
        site.bid(reader, "1", "ann", 60_000, parent(nowhere, ASKED));

        assertThat(Collector.attributes(named("bid", arrived(refused, 4))))
                .containsEntry("gavel.outcome", "own_auction");
        Span turnedAway = named("bid", arrived(nowhere, 1));
        assertThat(Collector.attributes(turnedAway)).containsEntry("gavel.outcome", "unknown_auction");
        assertThat(turnedAway.getStatus().getCode())
                .as("what a bidder does wrong is no failure")
                .isEqualTo(io.opentelemetry.proto.trace.v1.Status.StatusCode.STATUS_CODE_UNSET);
    }

    @Test
    void onlyWhatIsAskedForIsFollowed() throws Exception {
        String auction = site.list(reader);
        String left = nextTrace();
        List<String> before = collector.traces();
        site.bid(reader, auction, "ann", 1_000);
        site.bid(reader, auction, "bob", 1_100, parent(left, NOT_ASKED));
        site.bid(other, auction, "cat", 1_200, parent(left, NOT_ASKED));
        site.bid(reader, auction, "dan", 1_300, "traceparent", "00-nonsense-01");
        String last = nextTrace();
        site.bid(reader, auction, "eve", 1_400, parent(last, ASKED));
        arrived(last, 4);
        assertThat(collector.of(left)).isEmpty();
        assertThat(collector.traces()).hasSize(before.size() + 1);
    }

    @Test
    void bidsOverASocketAreSampled() throws Exception {
        String auction = site.list(reader);
        List<String> before = collector.traces();
        assertThat(site.bidOverSocket(other, auction, "ann", 1_000)).contains("LEADING");
        List<String> fresh = Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(
                        () -> collector.traces().stream()
                                .filter(trace -> !before.contains(trace))
                                .toList(),
                        it -> it.size() == 1 && collector.of(it.getFirst()).size() == 4);
        assertThat(Collector.attributes(named("bid", collector.of(fresh.getFirst()))))
                .containsEntry("gavel.path", "websocket");
    }

    @Test
    void aCollectorThatIsGoneCostsNobodyAnything() throws Exception {
        String gone;
        try (var soon = new Collector()) {
            gone = soon.endpoint();
        }
        String auction = site.list(reader);
        Server lonely = site.start(new TracesConfig(gone, 1, 100));
        for (int i = 0; i < 20; i++) {
            assertThat(site.bid(lonely, auction, "ann" + i, 1_000 + 100L * i).statusCode())
                    .isEqualTo(201);
        }
    }

    private String nextTrace() {
        traces++;
        return "4bf92f3577b34da6a3ce929d%08x".formatted(traces);
    }

    private static String[] parent(String trace, String flags) {
        return new String[] {"traceparent", "00-" + trace + "-" + CALLER + "-" + flags};
    }

    private List<Span> arrived(String trace, int spans) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> collector.of(trace), it -> it.size() == spans);
    }

    private static Span named(String name, List<Span> spans) {
        return spans.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
