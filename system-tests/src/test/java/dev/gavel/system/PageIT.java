package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.WebSocketRoute;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
    void twoBidAgainstEachOtherUntilOneWins() {
        try (Visitor ann = stage.visitor(ENGLISH, "ann");
                Visitor bob = stage.visitor(ENGLISH, "bob")) {
            // Their browsers are warm before time runs, and each bid gives time for the next.
            ann.open("/");
            ann.sees("[role=status]", "auction");
            bob.open("/");
            bob.sees("[role=status]", "auction");
            String auction = stage.list(
                    "Celadon vase",
                    Duration.ofSeconds(12),
                    ",\"softClose\":{\"windowMs\":60000,\"extensionMs\":4000,\"mode\":\"ADD\",\"extensionsMax\":3}");
            ann.fill("#words", "CELADON");
            ann.sees("gavel-hall li", "Celadon vase");
            ann.sees("gavel-hall li .amount", "₩1,000");
            ann.click("gavel-hall li a");
            bob.open("/auctions/" + auction);
            // Only a room that was there before the bid sees that it moves the close.
            bob.sees("button.bid", "₩1,000");

            ann.click("button.bid");
            ann.sees(".standing", "You are leading.");
            ann.sees(".extended", "Extended by 0:04");
            bob.sees(".extended", "Extended by 0:04");
            ann.shoot("room-leading");
            bob.sees(".ranks", "ann");

            bob.fill("#amount", "900");
            bob.click("form button");
            bob.sees(".standing", "Too low: the least is ₩1,100.");
            bob.fill("#amount", "5,000");
            bob.page().keyboard().press("Enter");
            bob.sees(".standing", "You are leading.");
            ann.sees(".standing", "You have been outbid. Bid ₩1,200 or more.");
            ann.sees(".price", "₩1,100");
            ann.sees("table", "bob");
            assertThat(ann.text("article")).as("another's maximum is hidden").doesNotContain("5,000");
            ann.click("button.bid");
            ann.sees(".standing", "You have been outbid. Bid ₩1,400 or more.");
            ann.sees("table", "₩1,300");
            ann.seesOne("figure svg[aria-label*='from ₩1,000 to ₩1,300']");

            bob.sees(".result", "You won, at ₩1,300.");
            bob.shoot("room-won");
            ann.sees(".result", "Sold to bob for ₩1,300.");
            assertThat(ann.text("article")).doesNotContain("5,000");
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
    void onADeviceWhoseClockIsWrongTheTimeIsTheServers() {
        String auction = stage.list("Cello bow", Duration.ofMinutes(5), "");
        try (Visitor ann = stage.visitor(ENGLISH, "ann")) {
            ann.page().addInitScript("const real = Date.now; Date.now = () => real() - 3_600_000");
            ann.open("/auctions/" + auction);
            ann.click("button.bid");
            ann.sees(".standing", "You are leading.");
            assertThat(ann.text("[role=timer]")).matches("0[45]:\\d\\d");
            assertThat(ann.complaints()).isEmpty();
        }
    }

    @Test
    void whoWasCutOffIsToldSoAndCatchesUp() throws IOException {
        String auction = stage.list("Moon jar", Duration.ofMinutes(5), "");
        try (Visitor ann = stage.visitor(ENGLISH, "ann")) {
            ann.open("/auctions/" + auction);
            ann.click("button.bid");
            ann.sees(".standing", "You are leading.");
            ann.setOffline(true);
            ann.sees("[role=alert]", "The connection is lost.");
            stage.bid(auction, "bob", 2_000);
            ann.setOffline(false);
            ann.sees(".standing", "You have been outbid. Bid ₩1,200 or more.");
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

    @Test
    void anAuctionThatIsStoppedSaysWhyAndGoesOn() {
        String auction = stage.list("Fan painting", Duration.ofMinutes(5), "");
        try (Visitor ann = stage.visitor(ENGLISH, "ann")) {
            ann.open("/auctions/" + auction);
            ann.sees("button.bid", "₩1,000");
            stage.operator(auction, "pause", "The picture was the wrong one.");
            ann.sees(".time", "Nobody can bid now.");
            ann.sees(".notice", "The picture was the wrong one.");
            assertThat(ann.find("button.bid").isDisabled()).isTrue();
            ann.shoot("room-paused");
            stage.operator(auction, "resume", "It is the right one now.");
            ann.sees(".extended", "Extended by");
            ann.seesNothingAt(".notice");
            ann.click("button.bid");
            ann.sees(".standing", "You are leading.");
            stage.operator(auction, "cancel", "It was stolen.");
            ann.sees(".result", "Cancelled.");
            ann.sees(".notice", "It was stolen.");
            assertThat(ann.complaints()).isEmpty();
        }
    }

    @Test
    void whoIsNotApprovedAsksAndBidsWhenTheSellerSaysYes() {
        String auction = stage.list("Signed first print", Duration.ofMinutes(5), ",\"approval\":true");
        try (Visitor ann = stage.visitor(ENGLISH, "ann")) {
            ann.open("/auctions/" + auction);
            ann.click("button.bid");
            ann.sees(".standing", "Only approved bidders may bid here.");
            ann.find("text=Ask to be approved").click();
            ann.sees(".panel", "You have asked.");
            stage.approve(auction, "ann", 1_500);
            ann.click("button.bid");
            ann.sees(".standing", "You are leading.");
            stage.approve(auction, "bob", 9_000);
            Api.attempt(() -> stage.api().bid(auction, stage.token("bob"), Api.newId(), 1_400));
            ann.sees(".standing", "You have been outbid.");
            ann.fill("#amount", "2,000");
            ann.click("form button");
            ann.sees(".standing", "That is above your limit in this auction.");
        }
    }

    @Test
    void theHallMovesWithoutBeingLoadedAgain() throws IOException {
        String auction = stage.list("Typewriter", Duration.ofMinutes(5), "");
        try (Visitor ann = stage.visitor(ENGLISH, "ann")) {
            ann.open("/");
            ann.fill("#words", "typewriter");
            ann.sees("[role=status]", "1 auction");
            ann.sees("gavel-hall li", "0 bids");
            stage.bid(auction, "bob", 2_000);
            ann.sees("gavel-hall li", "1 bid");
            ann.sees("gavel-hall li .label", "Current price");
            ann.seesOne("gavel-hall li .pulse");

            stage.list("Typewriter with Hangul keys", Duration.ofMinutes(4), "");
            ann.page().evaluate("document.dispatchEvent(new Event('visibilitychange'))");
            ann.sees("[role=status]", "2 auctions");
            ann.sees("gavel-hall li", "Hangul");
            ann.click("input[value=scheduled]");
            ann.sees(".empty", "No auction matches.");
            ann.find("select").selectOption("ko");
            ann.sees(".empty", "맞는 경매가 없습니다.");
            assertThat(ann.page().evaluate("document.documentElement.lang")).isEqualTo("ko");
            assertThat(ann.complaints()).isEmpty();
        }
    }

    /** What a server of development adds to the document, added here; PageServedIT has the server's side. */
    @Test
    void whereThereArePeopleToChooseFromAVisitorIsWhoTheyChoose() {
        String auction = stage.list("Silk screen", Duration.ofMinutes(5), "");
        try (Visitor visitor = stage.stranger(ENGLISH)) {
            visitor.page()
                    .route(
                            "**/page/people",
                            route -> route.fulfill(new Route.FulfillOptions()
                                    .setContentType("application/json")
                                    .setBody("{\"people\":[%s,%s]}".formatted(person("ann"), person("bob")))));
            visitor.open("/auctions/" + auction);
            visitor.sees(".note", "Sign in to bid.");
            visitor.page().evaluate("""
                    () => {
                      const bar = document.querySelector('gavel-bar');
                      bar.remove();
                      bar.setAttribute('people', '/page/people');
                      document.body.prepend(bar);
                    }""");
            visitor.find("#people").selectOption("ann");
            visitor.click("button.bid");
            visitor.sees(".standing", "You are leading.");
            visitor.find("#people").selectOption("bob");
            visitor.click("button.bid");
            visitor.sees(".ranks", "You");
            visitor.sees("table", "ann");
            visitor.find("#people").selectOption("");
            visitor.sees(".note", "Sign in to bid.");
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    private static String person(String name) {
        return "{\"account\":\"%s\",\"role\":\"bidder\",\"token\":\"%s\"}".formatted(name, stage.token(name));
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
}
