package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The first thing that anybody runs. */
final class DemoIT {
    private static final Pattern BIDS =
            Pattern.compile("bids +sent ([\\d,]+), answered ([\\d,]+), decided ([\\d,]+), unanswered (\\d+)");

    @Test
    void aDemoEndsWithAVerdictOnWhichArenaRefereeAndLedgerAgree() {
        try (Program demo = Program.start("demo", "--once", "--seconds", "4", "--bidders", "100", "--auctions", "4")) {
            int code = demo.exitCode(Duration.ofMinutes(2));
            String out = String.join("\n", demo.out());
            assertThat(code).as(out + demo.err()).isZero();
            Matcher bids = BIDS.matcher(out);
            assertThat(bids.find()).as(out).isTrue();
            assertThat(bids.group(1)).isEqualTo(bids.group(2)).isNotEqualTo("0");
            assertThat(bids.group(4)).isEqualTo("0");
            assertThat(out)
                    .contains("Arena, referee and ledger agree.")
                    .containsPattern("Watch them, and bid: http://127\\.0\\.0\\.1:\\d+/")
                    .contains("Moon jar")
                    .contains("Map of Hanyang")
                    .doesNotContain("FAULT", "DIFFERENT");
            assertThat(demo.err()).isEmpty();
        }
    }
}
