package dev.gavel.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What ANALYZE looks at, which PostgreSQL begins by itself when enough was written: in the middle of a rush. */
class AnalyzeIT {
    private static final String COUNTED = """
            select split_part(tablename, '_', 1) || '.' || attname from pg_stats
            where tablename ~ '^(decision|refused)_'""";

    @Test
    void whatStandsInsideARowOfBidsIsNotCounted() {
        try (var test = new TestLedger()) {
            Story story = test.begin(new Story(51));
            for (int i = 0; i < 40; i++) {
                test.append(story, story.bid("bidder-" + i, 2_000 + i * 200L, 300), story.bid("too-low-" + i, 1, 300));
            }
            test.start();
            test.awaitRead();
            test.execute("analyze");
            assertThat(test.strings(COUNTED))
                    .contains("decision.auction_id", "decision.first_sequence", "refused.auction_id")
                    .doesNotContain("decision.numbers", "decision.bidders", "decision.request_ids")
                    .doesNotContain("refused.numbers", "refused.bidders", "refused.request_ids");
        }
    }
}
