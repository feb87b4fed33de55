package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that {@code gavel demo} stays up with: auctions to bid on, and a rush at a button. */
final class PageDemoIT {
    private static final Pattern RUSH = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/rush");
    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final List<String> SMALL = List.of(
            "demo",
            "--seconds",
            "3",
            "--bidders",
            "20",
            "--auctions",
            "4",
            "--rush-bids",
            "200",
            "--rush-seconds",
            "4");

    @Test
    void aVisitorStartsARushAndIsToldWhatWasPromisedAndWhatWasMeasured() {
        Path browser = Chromium.find().orElse(null);
        assumeTrue(browser != null, Chromium.MISSING);
        try (Program demo = Program.start(SMALL.toArray(String[]::new))) {
            int port = port(demo);
            try (Chromium chromium = Chromium.start(browser);
                    Visitor visitor = chromium.visitor(port, new NewContextOptions().setLocale("en-GB"))) {
                visitor.open("/");
                visitor.sees("[role=status]", "4 auctions");
                visitor.click("gavel-bar a[href='/rush']");
                visitor.sees("h1", "A rush at a button");
                visitor.shoot("rush-before");
                visitor.find("#people").selectOption("ann");
                visitor.click(".card button");
                visitor.sees(".card .fine", "They bid.");
                visitor.click("button.bid");
                visitor.find("gavel-room .standing.good, gavel-room .standing.bad")
                        .waitFor();
                visitor.shoot("rush-running");
                visitor.sees(".verdict h2", "Every promise was kept");
                // 200 a second for 4.5 s and 1 % twice, within six standard deviations of such a Poisson process.
                assertThat(number(visitor, "sent")).isBetween(730, 1_100);
                assertThat(number(visitor, "answered") + number(visitor, "turned"))
                        .isEqualTo(number(visitor, "sent"));
                assertThat(number(visitor, "lost")).isZero();
                assertThat(number(visitor, "accepted")).isPositive();
                visitor.sees(".verdict", "0 lost, 0 changed");
                visitor.sees(".result", "Sold to");
                looks(visitor, "rush-verdict");
                visitor.find("gavel-bar select:last-of-type").selectOption("ko");
                visitor.sees(".verdict h2", "모든 약속이 지켜졌습니다");
                looks(visitor, "rush-verdict-ko");
                assertThat(visitor.complaints()).isEmpty();
            }
        }
    }

    private static int port(Program demo) {
        await("the demo stays up")
                .atMost(START_MAX)
                .until(() -> demo.out().stream().anyMatch(line -> line.equals("Ctrl-C ends it.")));
        Matcher rush = RUSH.matcher(String.join("\n", demo.out()));
        assertThat(rush.find()).isTrue();
        return Integer.parseInt(rush.group(1));
    }

    private static int number(Visitor visitor, String figure) {
        return Integer.parseInt(visitor.text(".figures ." + figure + " dd").replace(",", ""));
    }

    private static void looks(Visitor visitor, String name) {
        for (int width : List.of(390, 1280)) {
            visitor.page().setViewportSize(width, width == 390 ? 844 : 800);
            visitor.shoot(name + (width == 390 ? "-phone" : "-desktop"));
            assertThat(Axe.seriousOf(visitor)).as(name + " at width " + width).isEmpty();
            assertThat(visitor.page().evaluate("document.documentElement.scrollWidth"))
                    .as("nothing sticks out to the side")
                    .isEqualTo(width);
        }
    }
}
