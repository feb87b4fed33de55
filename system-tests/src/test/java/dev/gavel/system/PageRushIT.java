package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.gavel.rush.history.Exchange;
import dev.gavel.rush.history.History;
import dev.gavel.rush.history.Told;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A room in the middle of a rush. Answers, and the CPU of what keeps the page from them, are asked for everywhere;
 * milliseconds of an answer only with {@code -Dgavel.page.strict=true}, on a machine that has nothing else to do.
 */
@Tag("alone")
final class PageRushIT {
    private static final boolean STRICT = Boolean.getBoolean("gavel.page.strict");
    private static final int BIDS_PER_SECOND = 2_000;
    private static final Duration LENGTH = Duration.ofSeconds(12);
    private static final Duration CALM_MAX = Duration.ofSeconds(25);
    private static final Duration OPEN = Duration.ofMinutes(10);
    private static final int CALM_CLICKS = 5;
    private static final int RUSH_CLICKS = 12;
    private static final int RUSH_CLICKS_MIN = 3;
    private static final int ANSWER_MS_MAX = 200;
    private static final int TASK_CPU_MS_MAX = 50;
    /** Each page draws ten times a second at least. */
    private static final int TASKS_MIN = 100;

    private static final int PAINT_MS_MAX = 1_000;
    /** Of all tasks until there is something to click on; 101 where it was measured. */
    private static final int DRAWN_CPU_MS_MAX = 500;

    private static final Browser.NewContextOptions ENGLISH = new Browser.NewContextOptions().setLocale("en-GB");

    /** From a click until the words of its answer are painted, and whether there is still something to click on. */
    private static final String METER = """
            window.meter = { answers: [] };
            meter.until = (test) => new Promise((resolve, reject) => {
              const late = setTimeout(() => reject(new Error(`never came: ${test}`)), 30_000);
              const look = () => test() ? resolve(clearTimeout(late)) : requestAnimationFrame(look);
              look();
            });
            meter.mayBid = async (until) => {
              const may = () => document.querySelector('gavel-room').shadowRoot
                .querySelector('button.bid')?.disabled === false;
              await meter.until(() => may() || Date.now() > until);
              return may();
            };
            addEventListener('click', (event) => {
              const button = event.composedPath()[0];
              if (!button.matches('button.bid')) {
                return;
              }
              const root = button.getRootNode();
              let sent = false;
              const seen = new MutationObserver(() => {
                const words = root.querySelector('.standing');
                const waits = words.classList.contains('waiting');
                sent ||= waits;
                if (sent && !waits && words.textContent.trim()) {
                  seen.disconnect();
                  const painted = () => meter.answers.push(performance.now() - event.timeStamp);
                  requestAnimationFrame(() => setTimeout(painted));
                }
              });
              seen.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
            }, true);
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static PageStage stage;

    @BeforeAll
    static void start() {
        assumeTrue(Chromium.find().isPresent(), Chromium.MISSING);
        stage = PageStage.open(folder);
    }

    @AfterAll
    static void stop() {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void aRoomAnswersWhoClicksWhileTwoThousandBidASecond() throws Exception {
        String calm = stage.list("Fountain pen", OPEN, "");
        String hot = stage.list("Moon jar", OPEN, "");
        // Whoever clicks is outbid at once, and can click again.
        stage.bid(calm, "bob", 50_000_000);
        try (Visitor ann = visitor("ann");
                Visitor late = visitor("carol");
                var crowd = PageCrowd.connect(stage, folder, BIDS_PER_SECOND, LENGTH)) {
            PageTasks opening = stage.chromium().tasks();
            ann.open("/auctions/" + calm);
            ann.find("button.bid").waitFor();
            double firstPaint = firstPaint(ann.page());
            double openingCpu = opening.stop().stream().mapToDouble(it -> it).sum();
            List<Double> calmAnswers =
                    click(ann.page(), CALM_CLICKS, Instant.now().plus(CALM_MAX));

            PageTasks watched = stage.chromium().tasks();
            ann.open("/auctions/" + hot);
            ann.find("button.bid").waitFor();
            Instant end = crowd.begin(hot);
            ann.page().evaluate("meter.until(() => document.querySelector('gavel-room').auction.bids > 500)");
            late.open("/auctions/" + hot);
            late.find("table td").waitFor();
            // While somebody outbids her: who leads has nothing to press.
            List<Double> rushAnswers = click(ann.page(), RUSH_CLICKS, end);
            ann.shoot("room-rush");
            History history = crowd.awaitAnswers();

            List<Double> tasks = watched.stop();
            double latePaint = firstPaint(late.page());
            print(history, calmAnswers, rushAnswers, tasks, openingCpu, firstPaint, latePaint);
            assertThat(history.exchanges()).hasSizeGreaterThan((int) (0.9 * BIDS_PER_SECOND * LENGTH.toSeconds()));
            assertThat(history.exchanges().stream().filter(it -> it.told() instanceof Told.Lost))
                    .as("bids of the crowd without an answer")
                    .isEmpty();
            assertThat(calmAnswers).as("clicks in the calm room").hasSize(CALM_CLICKS);
            assertThat(rushAnswers).as("clicks that were answered").hasSizeGreaterThanOrEqualTo(RUSH_CLICKS_MIN);
            assertThat(tasks).as("tasks of the pages").hasSizeGreaterThan(TASKS_MIN);
            assertThat(max(tasks)).as("ms of CPU of the longest task").isLessThanOrEqualTo(TASK_CPU_MS_MAX);
            assertThat(openingCpu).as("ms of CPU until the room is drawn").isLessThan(DRAWN_CPU_MS_MAX);
            assertThat(firstPaint).as("ms to the first paint").isLessThan(PAINT_MS_MAX);
            if (STRICT) {
                assertThat(median(rushAnswers)).as("ms from click to answer").isLessThanOrEqualTo(ANSWER_MS_MAX);
                assertThat(latePaint).as("ms to the first paint in the rush").isLessThan(PAINT_MS_MAX);
            }
            assertThat(ann.complaints()).isEmpty();
            assertThat(late.complaints()).isEmpty();
        }
    }

    private static Visitor visitor(String name) {
        Visitor visitor = stage.visitor(ENGLISH, name);
        visitor.page().addInitScript(METER);
        return visitor;
    }

    /** One after the other, as soon as the button may be pressed; an account may bid ten times a second. */
    private static List<Double> click(Page page, int times, Instant until) {
        for (int i = 1; i <= times && mayBid(page, until); i++) {
            page.locator("button.bid").click();
            page.evaluate("count => meter.until(() => meter.answers.length >= count)", i);
            page.evaluate(
                    "() => { const now = performance.now(); return meter.until(() => performance.now() > now + 150); }");
        }
        return numbers(page, "meter.answers");
    }

    /** Who leads waits to be outbid, which may not come after the end of a crowd. */
    private static boolean mayBid(Page page, Instant until) {
        return Instant.now().isBefore(until)
                && (boolean) page.evaluate("until => meter.mayBid(until)", (double) until.toEpochMilli());
    }

    private static double firstPaint(Page page) {
        return numbers(page, "performance.getEntriesByName('first-contentful-paint').map((it) => it.startTime)")
                .getFirst();
    }

    private static List<Double> numbers(Page page, String expression) {
        return ((List<?>) page.evaluate(expression))
                .stream().map(it -> ((Number) it).doubleValue()).toList();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static double max(List<Double> values) {
        return values.stream().max(Comparator.naturalOrder()).orElse(0.0);
    }

    private static void print(
            History history,
            List<Double> calm,
            List<Double> rush,
            List<Double> tasks,
            double openingCpu,
            double firstPaint,
            double latePaint) {
        double seconds = history.exchanges().stream()
                        .mapToLong(Exchange::sentNanos)
                        .max()
                        .orElse(0)
                / 1e9;
        System.out.printf(
                "room in a rush of %,.0f bids/s (%,d in %.1f s): click to painted answer: median %.0f ms, max %.0f ms"
                        + " (calm: median %.0f, max %.0f); %,d tasks, %.0f ms of CPU the longest; drawn with %.0f ms"
                        + " of CPU; first paint %.0f ms, in the rush %.0f ms%n",
                history.exchanges().size() / seconds,
                history.exchanges().size(),
                seconds,
                median(rush),
                max(rush),
                median(calm),
                max(calm),
                tasks.size(),
                max(tasks),
                openingCpu,
                firstPaint,
                latePaint);
    }
}
