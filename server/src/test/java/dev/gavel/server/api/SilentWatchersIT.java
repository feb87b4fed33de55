package dev.gavel.server.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.feed.FeedConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Watchers who take nothing of what they are sent: raw ones, since a library would read on behind our back. */
final class SilentWatchersIT {
    /** Frames of a client: final, masked with zeros. */
    private static final byte[] PING = Arrays.copyOf(new byte[] {(byte) 0x89, (byte) 0xfd}, 6 + 125);

    private static final byte[] GOODBYE = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 1_000 >> 8, (byte) 1_000};

    private final Vertx vertx = Vertx.vertx();

    /** Held on to: Vert.x closes the connections of a client that nobody refers to. */
    private final WebSocketClient client = vertx.createWebSocketClient();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    /** The answer to its goodbye waits behind others, which it does not take: so it stays among the watchers. */
    @Test
    void whoSaysGoodbyeAndTakesNothingKeepsNoUpdateFromOthers() throws IOException {
        // Room in memory for more answers than fit on the way to the client.
        try (TestApi api = api(64 * 1024 * 1024)) {
            AuctionId auction = api.auction();
            String feed = "/v1/auctions/" + auction + "/feed";
            try (Socket silent = silentClient(api, feed)) {
                await().until(() -> watchers(api) == 1);
                var last = new AtomicReference<>("");
                client.connect(api.port, "127.0.0.1", feed).await().textMessageHandler(last::set);
                sendPings(silent, 150_000);
                silent.getOutputStream().write(GOODBYE);
                api.bid(auction, "ann", 1_000);
                await().until(() -> last.get().contains("\"bids\":1"));
                api.bid(auction, "bob", 2_000);
                await().until(() -> last.get().contains("\"bids\":2"));
                assertThat(watchers(api)).as("the silent one is still there").isEqualTo(2);
            }
        }
    }

    /** The newest ping alone must be answered (RFC 6455, 5.5.3). */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/auctions/%s/feed", "/v1/socket"})
    void pingsOfOneWhoTakesNoAnswerAreNotAnsweredIntoMemory(String path) throws IOException {
        int pings = 1_000_000;
        try (TestApi api = api(ApiConfig.Watching.DEFAULT.queueBytesMax());
                Socket silent = silentClient(api, path.formatted(api.auction()))) {
            sendPings(silent, pings);
            assertThat(received(silent))
                    .as("bytes of answers, which waited in the kernel alone")
                    .isBetween(1L, (long) pings * PING.length / 4);
        }
    }

    /** On one event loop, so that nobody watches beside the silent one. */
    private static TestApi api(int queueBytesMax) {
        var usual = ApiConfig.Watching.DEFAULT;
        var watching = new ApiConfig.Watching(
                usual.watchersMax(), usual.updateEvery(), usual.heartbeatEvery(), usual.behindMax(), queueBytesMax);
        return new TestApi(TestApi.config(1, ApiConfig.Limits.DEFAULT, watching), FeedConfig.DEFAULT);
    }

    private static Socket silentClient(TestApi api, String path) throws IOException {
        var socket = new Socket();
        // Fixed, and small: the kernel would give it more and more.
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(US_ASCII));
        await().until(() -> socket.getInputStream().available() > 0);
        return socket;
    }

    private static double watchers(TestApi api) {
        return api.metrics.registry().get("gavel.feed.watchers").gauge().value();
    }

    private static void sendPings(Socket socket, int count) throws IOException {
        byte[] many = new byte[PING.length * 1_000];
        for (int at = 0; at < many.length; at += PING.length) {
            System.arraycopy(PING, 0, many, at, PING.length);
        }
        for (int sent = 0; sent < count; sent += 1_000) {
            socket.getOutputStream().write(many);
        }
    }

    /** How many bytes come until none has come for half a second. */
    private static long received(Socket socket) throws IOException {
        socket.setSoTimeout(500);
        long all = 0;
        byte[] buffer = new byte[1024 * 1024];
        while (true) {
            try {
                int read = socket.getInputStream().read(buffer);
                if (read < 0) {
                    return all;
                }
                all += read;
            } catch (SocketTimeoutException e) {
                return all;
            }
        }
    }
}
