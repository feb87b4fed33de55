package dev.gavel.system;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The system's Chromium: named by GAVEL_CHROMIUM, or where distributions put it. None is downloaded. */
final class Chromium implements AutoCloseable {
    static final String MISSING =
            "there is no Chromium: install one, or name it by GAVEL_CHROMIUM. The page is not tested.";

    private static final List<String> USUAL = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    /** It asks nobody for updates, and root may start it. */
    private static final List<String> OPTIONS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static Optional<Path> find() {
        return Stream.concat(Optional.ofNullable(System.getenv("GAVEL_CHROMIUM")).stream(), USUAL.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Chromium start(Path executable) {
        var playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(executable)
                                .setArgs(OPTIONS)));
    }

    /** Somebody else each time, with a storage of their own. */
    Visitor visitor(int port, Browser.NewContextOptions options) {
        return new Visitor("http://127.0.0.1:" + port, browser.newContext(options));
    }

    /** What all visitors' pages do from now on. */
    PageTasks tasks() {
        return PageTasks.start(browser);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
