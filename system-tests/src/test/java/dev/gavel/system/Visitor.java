package dev.gavel.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Somebody with a browser, and what their browser complained about. */
final class Visitor implements AutoCloseable {
    /** Longer than the auctions of these tests last: a browser at rest may wait for a close from the first second. */
    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);

    private static final LocatorAssertions.HasCountOptions COUNTED_SOON =
            new LocatorAssertions.HasCountOptions().setTimeout(30_000);

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    /** What Chromium says of a visitor who goes on before the page has connected. */
    private static final String LEFT_EARLY = "WebSocket is closed before the connection is established.";

    private final String url;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();

    Visitor(String url, BrowserContext context) {
        this.url = url;
        this.context = context;
        this.page = context.newPage();
        page.onConsoleMessage(message -> {
            boolean isComplaint =
                    message.type().equals("error") || message.type().equals("warning");
            if (isComplaint && !message.text().endsWith(LEFT_EARLY)) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onDialog(dialog -> {
            complaints.add("a dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onRequest((Request request) -> requests.add(request.url()));
        page.onRequestFailed(request -> {
            if ("csp".equals(request.failure())) {
                requests.remove(request.url());
            }
        });
    }

    /** As a page around the room does it: the token is there before the room asks for it. */
    Visitor signedIn(String token) {
        page.addInitScript("sessionStorage.setItem('gavel.token', '" + token + "')");
        return this;
    }

    Visitor open(String path) {
        page.navigate(url + path);
        return this;
    }

    void sees(String selector, String text) {
        assertThat(page.locator(selector).first()).containsText(text, SOON);
    }

    void seesOne(String selector) {
        assertThat(page.locator(selector)).hasCount(1, COUNTED_SOON);
    }

    void seesNothingAt(String selector) {
        assertThat(page.locator(selector)).hasCount(0, COUNTED_SOON);
    }

    void click(String selector) {
        find(selector).click();
    }

    void fill(String selector, String text) {
        find(selector).fill(text);
    }

    String text(String selector) {
        return find(selector).innerText();
    }

    Locator find(String selector) {
        return page.locator(selector).first();
    }

    /** A picture for people to look at. */
    void shoot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }

    void setOffline(boolean offline) {
        context.setOffline(offline);
    }

    Page page() {
        return page;
    }

    List<String> complaints() {
        return complaints;
    }

    /** Hosts that the browser asked for anything; what a policy kept back was not asked. */
    List<String> hosts() {
        return requests.stream()
                .filter(it -> !it.startsWith("data:"))
                .map(it -> URI.create(it).getAuthority())
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        context.close();
    }
}
