package dev.gavel.rush.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.RequestId;
import dev.gavel.rush.history.Exchange;
import dev.gavel.rush.history.History;
import dev.gavel.rush.history.Told;
import dev.gavel.rush.history.Violation;
import dev.gavel.rush.report.RushReport.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final AuctionId HOT = new AuctionId(1);

    @Test
    void latency_counts_from_the_intended_time_of_sending() {
        // Sent 400 ms late, answered 5 ms after that: to the bidder it took 405 ms.
        History history = new History(0, List.of(exchange("ann", 1_000, 1_400, 1_405, true)));
        assertThat(Summary.latency(history, false).p50()).isCloseTo(405, within(1.0));
        assertThat(Summary.lateMs(history)).isEqualTo(400);
        assertThat(Summary.latency(history, true).bids()).isZero();
    }

    @Test
    void fairness_is_one_when_everybody_gets_the_same_share_and_less_when_not() {
        assertThat(Summary.jain(new double[] {0.7, 0.7, 0.7})).isCloseTo(1, within(1e-9));
        assertThat(Summary.jain(new double[] {1, 0, 0, 0})).isCloseTo(0.25, within(1e-9));
        History history = new History(0, List.of(exchange("ann", 0, 0, 1, true), exchange("bob", 0, 0, 1, false)));
        assertThat(Summary.fairness(history).jain()).isCloseTo(0.5, within(1e-9));
        assertThat(Summary.fairness(history).honestAnswered()).isEqualTo(0.5);
    }

    @Test
    void a_bid_is_offered_when_it_was_intended_and_waits_until_it_is_told() {
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            exchanges.add(exchange("ann", 50, 50, 950, true));
        }
        List<Moment> moments = Summary.moments(new History(0, exchanges), HOT, 10);
        assertThat(moments).hasSize(100);
        assertThat(moments.getFirst().offered()).isEqualTo(1_000);
        assertThat(moments.getFirst().waiting()).isEqualTo(100);
        assertThat(moments.get(9).served()).isEqualTo(1_000);
        assertThat(moments.get(9).waiting()).isZero();
        assertThat(moments.getLast().price()).isEqualTo(300);
    }

    @Test
    void the_page_needs_nothing_from_elsewhere_and_shows_the_verdict() {
        History history = new History(0, List.of(exchange("ann", 0, 0, 1, true)));
        var violation = new Violation(Violation.Promise.NO_GAP, HOT, "a <gap>");
        String page = HtmlReport.of(report(history, List.of(violation)));
        assertThat(page)
                .contains("a &lt;gap&gt;")
                .contains("class=\"verdict broken\"")
                .contains("<svg");
        assertThat(page).doesNotContain("http").doesNotContain("src=").doesNotContain("{body}");
        assertThat(HtmlReport.of(report(history, List.of()))).contains("class=\"verdict kept\"");
    }

    private static RushReport report(History history, List<Violation> violations) {
        return new RushReport(
                "Gavel",
                "a machine",
                "a plan",
                history.exchanges().size(),
                Summary.decided(history),
                Summary.answers(history, false),
                Summary.answers(history, true),
                Summary.latency(history, false),
                Summary.latency(history, true),
                Summary.lateMs(history),
                Summary.fairness(history),
                Map.of("server", 8.0),
                null,
                null,
                Summary.moments(history, HOT, 10),
                8,
                violations,
                "a verdict");
    }

    private static Exchange exchange(
            String bidder, long intendedMillis, long sentMillis, long toldMillis, boolean decided) {
        return new Exchange(
                HOT,
                new AccountId(bidder),
                false,
                100,
                RequestId.at(Instant.EPOCH, new Random(1)),
                1_000_000 * intendedMillis,
                1_000_000 * sentMillis,
                1_000_000 * toldMillis,
                decided ? new Told.Decided(1, "LEADING", 300, 0, 0, 0) : new Told.Undecided(503, "overloaded"));
    }
}
