package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/examples/platform.html, served by somebody else: a bid is made there. */
final class PageElsewhereIT {
    private static final Path EXAMPLE = Path.of("..", "docs", "examples", "platform.html");
    private static final String ACCENT =
            "getComputedStyle(document.querySelector('gavel-room')).getPropertyValue('--_accent').trim()";
    private static final Duration OPEN = Duration.ofMinutes(5);

    @Test
    void theRoomStandsOnThePageOfAPlatform(@TempDir Path folder) throws IOException {
        assumeTrue(Chromium.find().isPresent(), Chromium.MISSING);
        var platform = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        String address = "http://127.0.0.1:" + platform.getAddress().getPort();
        try (PageStage stage = PageStage.open(Cluster.ofPagesElsewhere(folder, address));
                Visitor ann = stage.stranger(new Browser.NewContextOptions())) {
            String auction = stage.list("Moon jar", OPEN, "");
            byte[] page = Files.readString(EXAMPLE)
                    .replace("https://bids.example", "http://127.0.0.1:" + stage.port())
                    .replace("1234567890", auction)
                    .replace("window.bearer", "'" + stage.token("ann") + "'")
                    .getBytes(StandardCharsets.UTF_8);
            platform.createContext("/", exchange -> {
                try (exchange) {
                    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
                    exchange.sendResponseHeaders(200, page.length);
                    exchange.getResponseBody().write(page);
                }
            });
            platform.start();

            ann.page().navigate(address + "/room.html");
            ann.sees("gavel-room h1", "Moon jar");
            ann.click("gavel-room button.bid");
            ann.sees("gavel-room .standing", "You are leading.");
            ann.sees("gavel-room .ranks", "You");
            assertThat(ann.page().evaluate(ACCENT)).isEqualTo("#7a2e8e");
            ann.shoot("room-elsewhere");
            assertThat(ann.complaints()).isEmpty();
        } finally {
            platform.stop(0);
        }
    }
}
