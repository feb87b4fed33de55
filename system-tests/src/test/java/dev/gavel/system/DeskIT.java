package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import dev.gavel.server.identity.Role;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A seller at the desk, and who finds in the hall what was listed there. */
final class DeskIT {
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
    void aSellerListsWithAPictureAndAVisitorFindsIt() throws IOException {
        for (int i = 0; i < 60; i++) {
            stage.list("Spoon " + i, Duration.ofMinutes(10 + i), ",\"category\":\"other\"");
        }
        try (Visitor sue = seller();
                Visitor ann = stage.visitor(ENGLISH, "ann")) {
            sue.open("/");
            sue.click("gavel-bar a[href='/desk']");
            sue.click("text=New auction");
            sue.click("button:has-text('List it now')");
            sue.sees("#title-wrong", "It needs a title.");
            sue.sees("#opening-wrong", "That is no amount.");
            sue.fill("#title", "Moon jar, white porcelain");
            sue.find("#category").selectOption("ceramics");
            sue.fill("#description", "Joined from two halves; the seam shows.");
            sue.find("#pictures")
                    .setInputFiles(
                            new FilePayload[] {picture("front.jpg", 1600, 0.1f), picture("seam.png", 700, 0.6f)});
            sue.sees(".tile .badge", "First");
            sue.find(".tile img >> nth=1").waitFor();
            sue.find("#currency").selectOption("KRW");
            sue.fill("#opening", "120,000");
            sue.fill("#step", "5,000");
            sue.click("button:has-text('1 week')");
            sue.sees("aside .card", "Moon jar, white porcelain");
            sue.sees("aside .card", "₩120,000");
            sue.shoot("desk-form-filled");
            sue.click("button:has-text('List it now')");
            sue.sees("h1", "Moon jar, white porcelain");
            sue.sees(".badge", "Live");
            String id = sue.page().url().replaceAll(".*#", "");

            ann.open("/");
            ann.find("#category").selectOption("ceramics");
            ann.sees("gavel-hall li", "Moon jar");
            ann.seesOne("gavel-hall li");
            ann.find("#category").selectOption("");
            ann.sees("[role=status]", "48 auctions");
            ann.fill("#words", "PORCELAIN moon");
            ann.sees("[role=status]", "1 auction");
            ann.find("gavel-hall li img[src*='/v1/pictures/']").waitFor();
            assertThat(ann.find("gavel-hall li img").evaluate("it => it.decode().then(() => it.naturalWidth)"))
                    .isEqualTo(480);
            ann.click("gavel-hall li a");
            ann.find("button.thumb >> nth=1").click();
            assertThat(ann.find(".large img").evaluate("it => it.decode().then(() => it.alt)"))
                    .isEqualTo("Moon jar, white porcelain, picture 2 of 2");

            sue.click("text=Change it");
            sue.fill("#title", "Moon jar, with a repaired rim");
            sue.click("text=Make first");
            sue.click("button:has-text('Save')");
            sue.sees("h1", "Moon jar, with a repaired rim");
            ann.page().reload();
            ann.sees("h1", "Moon jar, with a repaired rim");

            sue.click("text=Change it");
            sue.fill("#title", "Moon jar, as new");
            stage.bid(id, "ann", 150_000);
            sue.sees(".note.bad", "Somebody has bid. What bidders have seen stays as it is");
            assertThat(sue.find("button:has-text('Save')").isDisabled()).isTrue();
            sue.click("text=Back");
            sue.sees(".price", "₩120,000");
            sue.sees("table", "ann");
            sue.sees(".panel", "Somebody has bid.");
            sue.shoot("desk-one-with-bids");
            assertThat(stage.api()
                            .get("/v1/auctions/" + id)
                            .body()
                            .path("title")
                            .asString())
                    .isEqualTo("Moon jar, with a repaired rim");
            assertThat(sue.complaints()).isEmpty();
            assertThat(ann.complaints()).isEmpty();
        }
    }

    /** The desk has not heard of the bid: the server's answer is what is said then. */
    @Test
    void aChangeThatComesAfterABidIsRefusedInWords() throws IOException {
        String id = stage.list("Brass sextant", Duration.ofMinutes(5), "");
        try (Visitor sue = seller()) {
            sue.page().routeWebSocket("**/v1/socket", client -> client.onMessage(frame -> {}));
            sue.open("/desk#" + id);
            sue.click("text=Change it");
            sue.fill("#title", "Silver sextant");
            stage.bid(id, "bob", 2_000);
            sue.click("button:has-text('Save')");
            sue.sees(".bad", "Somebody has bid.");
            assertThat(sue.complaints()).allMatch(it -> it.contains("409"));
        }
    }

    @Test
    void whatIsNoPictureIsRefusedInWordsAndAnAuctionIsScheduledAndWithdrawn() {
        try (Visitor sue = seller()) {
            sue.open("/desk#new");
            sue.find("#pictures").setInputFiles(new FilePayload[] {
                new FilePayload("drawing.svg", "image/png", "<svg/>".getBytes(StandardCharsets.UTF_8)),
                new FilePayload("huge.jpg", "image/jpeg", new byte[6 * 1024 * 1024])
            });
            sue.sees("fieldset .wrong:has-text('drawing.svg')", "no picture that is taken");
            sue.sees("fieldset .wrong:has-text('huge.jpg')", "too large. A picture has at most 5 MB.");
            sue.fill("#title", "Cello bow");
            sue.find("#currency").selectOption("USD");
            sue.fill("#opening", "80.50");
            sue.fill("#step", "2.50");
            sue.find("input[name=later] >> nth=1").check(new Locator.CheckOptions().setForce(true));
            sue.click("button:has-text('Schedule it')");
            sue.sees("#opensAt-wrong", "not in the future");
            sue.find("#opensAt").fill("2099-01-01T10:00");
            sue.click("button:has-text('1 hour')");
            sue.click("button:has-text('Schedule it')");
            sue.sees(".badge", "Upcoming");
            sue.sees(".price", "$80.50");
            sue.click("button:has-text('Withdraw')");
            sue.click("button:has-text('Keep it')");
            sue.click("button:has-text('Withdraw')");
            sue.click("button.danger");
            sue.sees(".badge", "Withdrawn");
            sue.click("text=← My auctions");
            sue.sees("section:has-text('Ended')", "Cello bow");
            assertThat(sue.complaints()).allMatch(it -> it.contains("415"));
        }
    }

    @Test
    void aSellerLetsBiddersInWithALimitAndKeepsOthersOut() throws IOException {
        String id = stage.list("Silk screen", Duration.ofMinutes(5), ",\"approval\":true");
        stage.api().change("POST", "/v1/auctions/" + id + "/bidders", stage.token("ann"), "");
        try (Visitor sue = seller()) {
            sue.open("/desk#" + id);
            sue.sees(".bidders li", "Has asked");
            sue.find(".bidders li >> nth=0 >> input").fill("lots");
            sue.find(".bidders li >> nth=0 >> text=Approve").click();
            sue.sees(".note.bad", "That is no amount.");
            sue.find(".bidders li >> nth=0 >> input").fill("₩7,500");
            sue.find(".bidders li >> nth=0 >> text=Approve").click();
            sue.sees(".bidders .badge.open", "Approved");
            sue.fill("#bidder", "bob");
            sue.find(".bidders form >> text=Block").click();
            sue.sees(".bidders li >> nth=1", "Blocked");
            assertThat(reason(id, "ann", 7_501)).isEqualTo("OVER_LIMIT");
            assertThat(reason(id, "bob", 2_000)).isEqualTo("BLOCKED");
            assertThat(reason(id, "carol", 2_000)).isEqualTo("NOT_APPROVED");
            stage.bid(id, "ann", 7_500);
            sue.shoot("desk-bidders");
            assertThat(sue.complaints()).isEmpty();
        }
    }

    private static String reason(String auction, String bidder, long amount) throws IOException {
        return stage.api()
                .bid(auction, stage.token(bidder), Api.newId(), amount)
                .body()
                .path("reason")
                .asString();
    }

    @Test
    void whoDoesNotSellIsToldSo() {
        try (Visitor ann = stage.visitor(ENGLISH, "ann")) {
            ann.open("/desk");
            ann.sees(".empty", "This account does not sell.");
            ann.seesNothingAt("gavel-bar a[href='/desk']");
            assertThat(ann.complaints()).isEmpty();
        }
    }

    private static Visitor seller() {
        return stage.stranger(ENGLISH).signedIn(stage.cluster().token("sue", Role.SELLER));
    }

    static FilePayload picture(String name, int width, float hue) {
        var picture = new BufferedImage(width, width * 3 / 4, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setPaint(new GradientPaint(
                0, 0, Color.getHSBColor(hue, 0.3f, 0.8f), width, width, Color.getHSBColor(hue, 0.6f, 0.3f)));
        pen.fillRect(0, 0, width, width);
        pen.dispose();
        var bytes = new ByteArrayOutputStream();
        String type = name.substring(name.length() - 3);
        try {
            ImageIO.write(picture, type, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("drawing in memory failed", e);
        }
        return new FilePayload(name, "image/" + type, bytes.toByteArray());
    }
}
