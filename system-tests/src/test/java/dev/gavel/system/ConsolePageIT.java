package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Route;
import dev.gavel.server.identity.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operators' console in a real browser: two nodes under some load, a drain, a quarantine, an audit. */
final class ConsolePageIT {
    private static final Browser.NewContextOptions ENGLISH =
            new Browser.NewContextOptions().setLocale("en-GB").setViewportSize(1280, 900);
    private static final Duration OPEN = Duration.ofMinutes(10);

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static PageStage stage;

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static Api other;

    @BeforeAll
    static void start() {
        assumeTrue(Chromium.find().isPresent(), Chromium.MISSING);
        stage = PageStage.open(Cluster.ofHastyBidders(folder));
        other = new Api(stage.cluster().node().port());
    }

    @AfterAll
    static void stop() {
        if (stage != null) {
            other.close();
            stage.close();
        }
    }

    private static Visitor operator() {
        return stage.stranger(ENGLISH).signedIn(stage.cluster().token("olga", Role.OPERATOR));
    }

    @Test
    void underLoadTheHeatAndTheHotAuctionAreSeenAndItsDecisionsOneByOne() {
        String auction = stage.list("Moon jar", OPEN, "");
        stage.list("Bicycle of 1936", OPEN, "");
        try (Load load = Load.on(auction);
                Visitor olga = operator()) {
            olga.open("/");
            olga.click("gavel-bar a[href='/console']");
            olga.sees("h1", "Operations");
            olga.sees(".bars li", "Moon jar");
            olga.find(".cell:is(.h2, .h3, .h4, .h5, .h6, .h7)[role=cell]").waitFor();
            assertThat(olga.page().locator("[role=row] [role=cell]").count()).isEqualTo(64);
            assertThat(olga.page().locator("[role=row]").count()).as("shards").isEqualTo(2);
            olga.sees("#only", "all 2 nodes");
            olga.sees(".numbers tbody tr", "ms");
            olga.sees("table", "Leading");
            olga.find(".trend .line").waitFor();
            olga.shoot("console-load");
            olga.find("input[value=p99]").check();
            olga.seesOne("section.heat.p99");
            olga.find("input[value=primary]").check();
            assertThat(olga.page().locator("[role=row]").count()).isEqualTo(1);

            olga.click(".bars li a");
            olga.sees("h1", "Moon jar");
            olga.sees(".decisions tbody tr", "Leading");
            String before = olga.text(".decisions tbody tr th");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !olga.text(".decisions tbody tr th").equals(before));
            olga.shoot("console-audit-load");
            olga.click("button:text('From the beginning')");
            olga.sees(".decisions tbody tr:last-child", "Listed");
            olga.sees(".decisions tbody tr:nth-last-child(2)", "₩1,00");
            assertThat(load.failures()).isEmpty();
            assertThat(olga.complaints()).isEmpty();
        }
    }

    @Test
    void anotherNodeIsDrainedAfterAQuestionAndServesAgain() {
        try (Visitor olga = operator()) {
            olga.open("/console");
            String theOther = ".nodes li:not(:has-text('this page comes from it'))";
            olga.sees(theOther, "serving");
            olga.click(theOther + " button");
            olga.sees("dialog[open]", "Within two seconds");
            olga.shoot("console-drain");
            olga.page().keyboard().press("Escape");
            olga.seesNothingAt("dialog[open]");
            assertThat(other.get("/health/ready").status()).isEqualTo(200);

            olga.click(theOther + " button");
            olga.click("dialog button:text('Drain')");
            olga.sees("[role=status]", "is being drained");
            olga.sees(theOther, "draining");
            assertThat(other.get("/health/ready").status()).isEqualTo(503);
            assertThat(other.get("/v1/time").status()).isEqualTo(200);

            olga.click(theOther + " button");
            olga.click("dialog button:text('Serve again')");
            olga.sees(theOther + " .badge", "serving");
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> other.get("/health/ready").status() == 200);
            assertThat(olga.complaints()).isEmpty();
        }
    }

    @Test
    void aQuarantineShowsBothVerdictsAndWhatToDo() {
        assertThat(stage.cluster().rows("""
                        insert into quarantine (bucket, auction_id, ends_at, sequence, matter, arena, referee,
                            closed_sequence, arena_ended, referee_ended)
                        select bucket, 4711, now(), 42, 'LEADER', '<b>bob</b>', 'ann', 50, 'Sold to bob', 'Sold to ann'
                        from bucket where bucket = 7
                        returning auction_id""", row -> row.getLong(1))).containsExactly(4711L);
        try (Visitor olga = operator()) {
            olga.open("/console");
            olga.sees(".quarantine h2", "1 auction is in quarantine");
            olga.sees(".quarantine article", "part at decision 42, about the leader");
            olga.sees(".quarantine dl div:nth-child(1)", "<b>bob</b>");
            olga.sees(".quarantine dl div:nth-child(2)", "ann");
            olga.sees(".quarantine dl div:nth-child(2)", "Sold to ann");
            olga.sees(".todo", "Nothing is paid");
            olga.shoot("console-quarantine");
        } finally {
            stage.cluster()
                    .rows("delete from quarantine where auction_id = 4711 returning auction_id", row -> row.getLong(1));
        }
    }

    @Test
    void whileAStoreIsGoneTheRestIsLive() {
        try (Visitor olga = operator()) {
            olga.page().route("**/v1/operations/quarantine", ConsolePageIT::unavailable);
            olga.open("/console");
            olga.sees("[role=alert].banner", "A store does not answer.");
            olga.sees(".nodes li", "serving");
            olga.page().unroute("**/v1/operations/quarantine");
            olga.sees(".calm", "No auction is in quarantine.");
            olga.seesNothingAt(".banner");

            String auction = stage.list("Map of Hanyang", OPEN, "");
            olga.page().route("**/v1/operations/auctions/**", ConsolePageIT::unavailable);
            olga.open("/console#auction=" + auction);
            olga.sees("[role=alert].banner", "A store does not answer.");
            olga.page().unroute("**/v1/operations/auctions/**");
            olga.sees(".decisions", "Listed");
            olga.seesNothingAt(".banner");
        }
    }

    private static void unavailable(Route route) {
        route.fulfill(new Route.FulfillOptions()
                .setStatus(503)
                .setContentType("application/problem+json")
                .setBody("{\"type\":\"urn:gavel:problem:store-unavailable\"}"));
    }

    @Test
    void anAuctionIsPausedResumedAndCancelledWithAReasonOnly() throws IOException {
        String auction = stage.list("Cello bow", OPEN, "");
        stage.bid(auction, "ann", 5_000);
        try (Visitor olga = operator()) {
            olga.open("/console");
            olga.fill("#audited", auction);
            olga.page().keyboard().press("Enter");
            olga.sees("h1", "Cello bow");
            olga.sees(".decisions tbody tr", "₩5,000");
            olga.click("button:text('Pause')");
            olga.click("dialog button:text('Pause')");
            olga.seesOne("dialog[open]");
            assertThat(state(auction)).as("without a reason").isEqualTo("OPEN");
            olga.fill("#reason", "The picture is another's");
            olga.shoot("console-pause");
            olga.page().keyboard().press("Enter");
            olga.sees("[role=status].said", "“Cello bow” is paused.");
            olga.sees(".notice", "The picture is another's");
            olga.sees(".decisions tbody tr", "Paused by olga The picture is another's");
            assertThat(state(auction)).isEqualTo("PAUSED");

            giveReason(olga, "Resume", "It was not");
            olga.sees(".decisions tbody tr", "Resumed by olga It was not");
            assertThat(state(auction)).isEqualTo("OPEN");

            giveReason(olga, "Cancel", "The bow is broken");
            olga.sees(".decisions tbody tr", "Cancelled by olga The bow is broken");
            assertThat(state(auction)).isEqualTo("CANCELLED");
            olga.seesNothingAt("header .buttons button");
            olga.shoot("console-cancelled");
            assertThat(olga.complaints()).isEmpty();
        }
    }

    private static void giveReason(Visitor olga, String what, String reason) {
        olga.click("header button:text('" + what + "')");
        olga.fill("#reason", reason);
        olga.click("dialog button:text('" + what + "')");
    }

    private static String state(String auction) {
        return stage.api().get("/v1/auctions/" + auction).body().path("state").asString();
    }

    @Test
    void othersAreToldThatItIsNotForThem() {
        try (Visitor ann = stage.visitor(ENGLISH, "ann")) {
            ann.open("/console");
            ann.sees(".empty", "This page is for operators.");
            ann.seesNothingAt("gavel-bar a[href='/console']");
        }
    }

    /** Bids one after another on one auction, from a few bidders, until it is closed. */
    private record Load(AtomicBoolean over, List<String> failures, List<Thread> bidders) implements AutoCloseable {
        private static final int BIDDERS = 4;

        static Load on(String auction) {
            var load = new Load(new AtomicBoolean(), new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
            for (int i = 0; i < BIDDERS; i++) {
                String bidder = stage.token("bidder" + i);
                int first = i;
                load.bidders.add(Thread.ofVirtual().start(() -> load.bid(auction, bidder, 1_001L + first)));
            }
            return load;
        }

        private void bid(String auction, String bidder, long first) {
            try {
                for (long amount = first; !over.get(); amount += 130) {
                    int status = stage.api()
                            .bid(auction, bidder, Api.newId(), amount)
                            .status();
                    if (status != 201 && status != 409) {
                        failures.add("answered " + status);
                    }
                }
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }

        @Override
        public void close() {
            over.set(true);
            await("the last bids are answered")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> bidders.stream().noneMatch(Thread::isAlive));
        }
    }
}
