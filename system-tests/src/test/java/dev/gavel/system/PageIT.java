package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.WebSocketRoute;
import dev.gavel.server.identity.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The page in a real browser: somebody lists, two people bid against each other, connections are lost. */
final class PageIT {
    private static final Browser.NewContextOptions ENGLISH = new Browser.NewContextOptions().setLocale("en-GB");

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static Stage stage;

    @BeforeAll
    static void start() {
        assumeTrue(
                Chromium.find().isPresent(),
                "there is no Chromium: install one, or name it by GAVEL_CHROMIUM; the page is not tested");
        stage = Stage.open(folder);
    }

    @AfterAll
    static void stop() {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void twoBidAgainstEachOtherUntilOneWins() {
        String auction = stage.list(
                "Celadon vase",
                Duration.ofSeconds(9),
                ",\"softClose\":{\"windowMs\":60000,\"extensionMs\":3000,\"mode\":\"ADD\",\"extensionsMax\":1}");
        try (Visitor ann = stage.visitor(ENGLISH, "ann");
                Visitor bob = stage.visitor(ENGLISH, "bob")) {
            ann.open("/");
            ann.fill("#words", "CELADON");
            ann.sees("gavel-hall li", "Celadon vase");
            ann.sees("gavel-hall li .amount", "₩1,000");
            ann.click("gavel-hall li a");
            bob.open("/auctions/" + auction);

            ann.click("button.bid");
            ann.sees(".standing", "You are leading.");
            ann.sees(".extended", "Extended by 0:03");
            bob.sees(".extended", "Extended by 0:03");
            bob.sees(".ranks", "ann");

            bob.fill("#amount", "900");
            bob.click("form button");
            bob.sees(".standing", "Too low: the least is ₩1,100.");
            bob.fill("#amount", "5,000");
            bob.page().keyboard().press("Enter");
            bob.sees(".standing", "You are leading.");
            ann.sees(".standing", "You have been outbid. The least to lead is ₩1,200.");
            ann.sees(".price", "₩1,100");
            ann.click("button.bid");
            ann.sees(".standing", "You have been outbid. The least to lead is ₩1,400.");
            ann.sees("table", "₩1,300");

            bob.sees(".result", "You won, at ₩1,300.");
            ann.sees(".result", "Sold to bob for ₩1,300.");
            assertThat(ann.page().content() + ann.text("article")).doesNotContain("5,000");
            assertThat(ann.complaints()).isEmpty();
            assertThat(bob.complaints()).isEmpty();
        }
    }

    @Test
    void aBidWhoseAnswerIsLostIsAskedForAgainAndCountsOnce() {
        String auction = stage.list("Brass sextant", Duration.ofMinutes(5), "");
        try (Visitor ann = stage.visitor(ENGLISH, "ann")) {
            var connections = new AtomicInteger();
            ann.page().routeWebSocket("**/v1/socket", client -> losingTheFirstAnswer(client, connections));
            ann.open("/auctions/" + auction);
            ann.fill("#amount", "4,000");
            ann.click("form button");
            ann.sees(".standing", "You are leading.");
            assertThat(connections).hasValue(2);
            assertThat(bids(auction)).hasSize(1);
            assertThat(ann.complaints()).isEmpty();
        }
    }

    @Test
    void whoWasCutOffIsToldSoAndCatchesUp() throws Exception {
        String auction = stage.list("Moon jar", Duration.ofMinutes(5), "");
        try (Visitor ann = stage.visitor(ENGLISH, "ann")) {
            ann.open("/auctions/" + auction);
            ann.click("button.bid");
            ann.sees(".standing", "You are leading.");
            ann.setOffline(true);
            ann.sees("[role=alert]", "The connection is lost.");
            assertThat(stage.api()
                            .bid(auction, stage.token("bob"), Api.newId(), 2_000)
                            .accepted())
                    .isTrue();
            ann.setOffline(false);
            ann.sees(".standing", "You have been outbid. The least to lead is ₩1,200.");
            ann.sees("table", "bob");
            ann.seesNothingAt(".banner");
            assertThat(bids(auction)).hasSize(2);

            // Pressed while there is no connection: said, kept, and sent once.
            ann.setOffline(true);
            ann.sees("[role=alert]", "The connection is lost.");
            ann.fill("#amount", "3,000");
            ann.click("form button");
            ann.sees(".standing", "Your bid of ₩3,000 has no answer yet.");
            ann.setOffline(false);
            ann.page().reload();
            ann.sees(".standing", "You are leading.");
            assertThat(bids(auction)).hasSize(3);
            assertThat(ann.page().evaluate("Object.keys(sessionStorage).join()"))
                    .as("no bid is open any more")
                    .isEqualTo("gavel.token");
        }
    }

    private static void losingTheFirstAnswer(WebSocketRoute client, AtomicInteger connections) {
        boolean first = connections.getAndIncrement() == 0;
        WebSocketRoute server = client.connectToServer();
        server.onMessage(frame -> {
            if (first && frame.text().contains("\"decided\"")) {
                client.close();
                server.close();
            } else {
                client.send(frame.text());
            }
        });
    }

    private static List<JsonNode> bids(String auction) {
        return stage.api()
                .get("/v1/auctions/" + auction + "/bids")
                .body()
                .path("bids")
                .valueStream()
                .toList();
    }

    /** Stores, a node, a seller and a browser, for all tests here. */
    record Stage(Cluster cluster, Api api, int port, Chromium chromium) implements AutoCloseable {
        static Stage open(Path folder) {
            var cluster = new Cluster(folder);
            int port = cluster.node().port();
            return new Stage(
                    cluster, new Api(port), port, Chromium.start(Chromium.find().orElseThrow()));
        }

        String list(String title, Duration open, String more) {
            return api.list(
                    cluster.token("sue", Role.SELLER),
                    title,
                    Instant.now().plus(open).truncatedTo(ChronoUnit.MILLIS),
                    more);
        }

        String token(String bidder) {
            return cluster.token(bidder, Role.BIDDER);
        }

        Visitor visitor(Browser.NewContextOptions options, String bidder) {
            return chromium.visitor(port, options).signedIn(token(bidder));
        }

        @Override
        public void close() {
            chromium.close();
            api.close();
            cluster.close();
        }
    }
}
