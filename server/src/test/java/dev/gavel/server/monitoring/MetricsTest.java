package dev.gavel.server.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Outcome;
import dev.gavel.server.monitoring.BidMeters.Path;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final TraceRef TRACE = new TraceRef("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");

    private static final int BIDS = 20_000;

    private final Metrics metrics = new Metrics();
    private final BidMeters bids = new BidMeters(metrics, 2, auction -> (int) auction.value() % 2);

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void a_slow_bid_leads_to_its_trace_in_open_metrics_alone() {
        bids.answered(Path.WEBSOCKET, new AuctionId(7), System.nanoTime() - 60_000_000, TRACE);
        String open = shown("application/openmetrics-text; version=1.0.0");
        assertThat(open.lines().filter(line -> line.contains(TRACE.traceId()) && line.contains("_bucket")))
                .singleElement()
                .asString()
                .startsWith("gavel_bid_duration_seconds_bucket{path=\"websocket\",shard=\"1\",le=\"0.1\"} 1 # {")
                .contains("span_id=\"" + TRACE.spanId() + "\"");
        assertThat(shown(null)).doesNotContain(TRACE.traceId());
        assertThat(shown("text/plain")).doesNotContain(TRACE.traceId());
    }

    @Test
    void what_is_recorded_after_a_traced_bid_is_of_no_trace() {
        bids.answered(Path.HTTP, new AuctionId(2), System.nanoTime(), TRACE);
        bids.answered(Path.HTTP, new AuctionId(3), System.nanoTime() - 1_500_000_000, null);
        metrics.requests("GET", "/v1/auctions", 200).record(Duration.ofMillis(3));
        assertThat(shown("application/openmetrics-text").lines().filter(line -> line.contains("trace_id")))
                .isNotEmpty()
                .allMatch(line -> line.contains("path=\"http\",shard=\"0\""));
    }

    @Test
    void a_registry_that_is_off_counts_bids_and_measures_nothing() {
        var off = new Metrics(new MetricsConfig(false));
        var counted = new BidMeters(off, 2, _ -> 0);
        counted.decided(Path.HTTP, new Outcome.Leading());
        counted.answered(Path.HTTP, new AuctionId(2), System.nanoTime(), null);
        assertThat(off.scrape(null)).isNull();
        assertThat(off.requests("GET", "/v1/auctions", 200).count()).isZero();
        assertThat(counted.totals()).containsEntry("leading", 1L);
        off.close();
    }

    /** After the compiler has seen it: whatever a bid leaves behind, the collector has to take away in the rush. */
    @Test
    void measuring_a_bid_makes_no_object() {
        var auction = new AuctionId(6);
        var outcome = new Outcome.Leading();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int bid = 0; bid < BIDS; bid++) {
                bids.decided(Path.WEBSOCKET, outcome);
                bids.answered(Path.WEBSOCKET, auction, bid, null);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least / (double) BIDS).as("bytes a bid").isLessThan(1);
    }

    private String shown(@Nullable String accept) {
        return Objects.requireNonNull(metrics.scrape(accept)).text();
    }
}
