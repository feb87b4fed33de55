package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must hold of every page: for those who cannot see it, on a slow line, against hostile texts; and its looks. */
final class PageQualityIT {
    private static final int PAGE_BYTES_MAX = 200 * 1024;
    private static final Screen PHONE = new Screen("phone", 390, 844);
    private static final Screen DESKTOP = new Screen("desktop", 1280, 800);
    private static final Duration OPEN = Duration.ofMinutes(5);
    private static final String SOFT_CLOSE =
            ",\"softClose\":{\"windowMs\":600000,\"extensionMs\":120000,\"mode\":\"ADD\",\"extensionsMax\":1}";

    private record Screen(String name, int width, int height) {}

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static PageStage stage;

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static String auction;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Chromium.find().isPresent(), Chromium.MISSING);
        stage = PageStage.open(folder);
        List<String> titles =
                List.of("Celadon vase, 12th century", "Fountain pen", "Bicycle of 1936", "Map of Hanyang", "Cello bow");
        for (int i = 0; i < titles.size(); i++) {
            stage.list(titles.get(i), OPEN.plusMinutes(7L * i * i), "");
        }
        auction = stage.list(
                "Moon jar, white porcelain",
                OPEN.minusMinutes(2),
                ",\"description\":\"Joseon, 18th century. Joined from two halves, as all of its kind; the seam shows.\\n\\n"
                        + "Height 44 cm. A hairline at the rim.\"" + SOFT_CLOSE);
        for (int i = 0; i < 6; i++) {
            stage.bid(auction, List.of("bob", "carol", "dave").get(i % 3), 1_500 + 700L * i);
        }
    }

    @AfterAll
    static void stop() {
        if (stage != null) {
            stage.close();
        }
    }

    /** Leaves pictures behind, to be looked at. */
    @Test
    void eachPageIsForThoseWhoSeeAndThoseWhoDoNotInBothLanguages() {
        for (String language : List.of("en", "ko")) {
            try (Visitor ann = visitor(language, DESKTOP)) {
                for (String path : List.of("/", "/auctions/" + auction)) {
                    open(ann, path);
                    for (Screen screen : List.of(PHONE, DESKTOP)) {
                        ann.page().setViewportSize(screen.width, screen.height);
                        assertThat(Axe.seriousOf(ann))
                                .as(path + " in " + language + " on a " + screen.name)
                                .isEmpty();
                        shoot(ann, path.equals("/") ? "hall" : "room", screen, language);
                    }
                }
            }
        }
    }

    @Test
    void aPageIsLightAndAsksNobodyElse() {
        for (String path : List.of("/", "/auctions/" + auction)) {
            try (Visitor ann = visitor("ko", PHONE)) {
                var bytes = new AtomicLong();
                CDPSession network = ann.page().context().newCDPSession(ann.page());
                network.send("Network.enable");
                network.on(
                        "Network.loadingFinished",
                        event -> bytes.addAndGet(event.get("encodedDataLength").getAsLong()));
                open(ann, path);
                assertThat(bytes.get()).as("bytes of " + path).isBetween(10_000L, (long) PAGE_BYTES_MAX);
                assertThat(ann.hosts()).containsExactly("127.0.0.1:" + stage.port());
                assertThat(ann.complaints()).isEmpty();
            }
        }
    }

    @Test
    void nothingRunsButWhatTheServerServes() {
        try (Visitor ann = visitor("en", PHONE)) {
            open(ann, "/auctions/" + auction);
            Object refused = ann.page().evaluate("""
                    () => {
                      const tries = [
                        () => { document.body.innerHTML = '<b>markup</b>'; },
                        () => { document.createElement('script').src = '/elsewhere.js'; },
                        () => { setTimeout('document.title = "run"', 0); },
                      ];
                      return tries.map((attempt) => { try { attempt(); return 'done'; } catch (e) { return e.name; } });
                    }""");
            assertThat(refused)
                    .as("texts that would become markup or code")
                    .isEqualTo(List.of("TypeError", "TypeError", "TypeError"));
            ann.page().evaluate("""
                    () => {
                      const style = document.createElement('style');
                      style.textContent = 'body { display: none }';
                      const picture = document.createElement('img');
                      picture.src = 'http://localhost:1/elsewhere.png';
                      document.body.append(style, picture);
                    }""");
            ann.sees("h1", "Moon jar");
            assertThat(ann.complaints())
                    .anyMatch(it -> it.contains("style-src"))
                    .anyMatch(it -> it.contains("img-src"));
            assertThat(ann.hosts()).containsExactly("127.0.0.1:" + stage.port());
        }
    }

    @Test
    void whatASellerWritesIsText() {
        String script = "<script>alert(1)</script><img src=x onerror=alert(2)>";
        String turned = "\u202egnp.erutcip \u2067abc";
        for (String title : List.of(script, turned)) {
            String id = stage.list(title, OPEN, ",\"description\":\"" + script + "\"");
            try (Visitor ann = visitor("en", DESKTOP)) {
                ann.open("/auctions/" + id);
                ann.sees("h1", title);
                ann.sees(".text", script);
                assertThat(ann.page()
                                .evaluate("document.querySelector('gavel-room').shadowRoot"
                                        + ".querySelectorAll('article script, article img').length"))
                        .isEqualTo(0);
                ann.open("/");
                ann.sees("a[href$='" + id + "'] .title", title);
                assertThat(ann.find("a[href$='" + id + "'] .title bdi")
                                .evaluate("it => getComputedStyle(it).unicodeBidi"))
                        .as("marks of direction end where the title ends")
                        .isEqualTo("isolate");
                assertThat(ann.complaints()).isEmpty();
            }
        }
    }

    private static void shoot(Visitor visitor, String name, Screen screen, String language) {
        visitor.page().setViewportSize(screen.width, screen.height);
        visitor.shoot(name + "-" + screen.name + "-" + language);
        assertThat(visitor.page().evaluate("document.documentElement.scrollWidth"))
                .as("nothing sticks out to the side")
                .isEqualTo(screen.width);
    }

    /** Dark in Korean, so that each is looked at with one of both. */
    private static Visitor visitor(String language, Screen screen) {
        return stage.visitor(
                new NewContextOptions()
                        .setLocale(language)
                        .setColorScheme(language.equals("en") ? ColorScheme.LIGHT : ColorScheme.DARK)
                        .setViewportSize(screen.width, screen.height),
                "carol");
    }

    /** Returns when all that it asks for at once is there. */
    private static void open(Visitor visitor, String path) {
        visitor.open(path);
        visitor.find(path.equals("/") ? "gavel-hall li" : "table td").waitFor();
    }
}
