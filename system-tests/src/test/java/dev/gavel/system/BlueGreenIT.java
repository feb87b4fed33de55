package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gavel.auction.RequestId;
import dev.gavel.dev.BlueGreen;
import dev.gavel.dev.EmbeddedHaproxy;
import dev.gavel.server.identity.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which generation a connection that stays belongs to. What a rush notices is {@code gavel drill blue-green}. */
final class BlueGreenIT {
    private static final int GOING_AWAY = 1001;
    private static final Duration SEEN_MAX = Duration.ofSeconds(30);

    @Test
    void aWebSocketStaysWithItsGenerationUntilThatEndsAndRequestsGoWhereTheSwitchSays(@TempDir Path directory)
            throws InterruptedException {
        assumeTrue(EmbeddedHaproxy.executable().isPresent(), "haproxy is not installed");
        try (var cluster = Cluster.ofAnnouncingNodes(directory)) {
            Program blue = cluster.node();
            Program green = cluster.node();
            try (var balancer = BlueGreen.start(directory.resolve("haproxy"), address(blue), address(green));
                    var api = new Api(URI.create(balancer.url()).getPort())) {
                awaitReady(balancer, "blue");
                awaitReady(balancer, "green");
                Instant closesAt = Instant.now().plusSeconds(300).truncatedTo(ChronoUnit.MILLIS);
                String auction = api.list(cluster.token("sue", Role.SELLER), closesAt, "");
                String bob = cluster.token("bob", Role.BIDDER);
                assertGenerationsKnown(cluster);
                var socket = new Socket(balancer.url(), bob);
                assertThat(socket.bid(auction, Api.newId(), 1_000).sequence()).isEqualTo(1);

                assertThat(balancer.run("green")).anyMatch(line -> line.matches("green +live +ready 1.*"));
                RequestId last = Api.newId();
                assertThat(socket.bid(auction, last, 2_000).sequence()).isEqualTo(2);
                String carl = cluster.token("carl", Role.BIDDER);
                assertThat(api.bidUntilDecided(auction, carl, Api.newId(), 5_000)
                                .sequence())
                        .isEqualTo(3);
                assertThat(bids(blue)).as("those of the WebSocket").isEqualTo(2);
                assertThat(bids(green)).as("the request").isEqualTo(1);

                blue.terminate();
                assertThat(socket.closed
                                .orTimeout(SEEN_MAX.toSeconds(), TimeUnit.SECONDS)
                                .join())
                        .isEqualTo(GOING_AWAY);
                var again = new Socket(balancer.url(), bob);
                assertThat(again.bid(auction, last, 2_000).sequence())
                        .as("its first answer")
                        .isEqualTo(2);
                again.client.abort();
            }
        }
    }

    private static void assertGenerationsKnown(Cluster cluster) {
        String settings = cluster.settingsFile().toString();
        try (Program show = Program.start("generation", "--config", settings);
                Program raise = Program.start("generation", "--config", settings, "--raise")) {
            assertThat(show.exitCode(SEEN_MAX))
                    .as(String.join("\n", show.err()))
                    .isZero();
            assertThat(show.out())
                    .hasSize(4)
                    .contains("arena: format 1")
                    .filteredOn(line -> line.matches("node [0-9a-f]{16}: format 1"))
                    .hasSize(2);
            assertThat(raise.exitCode(SEEN_MAX)).isEqualTo(1);
            assertThat(raise.err()).singleElement().asString().contains("knows no newer one");
        }
    }

    private static String address(Program node) {
        return "127.0.0.1:" + node.port();
    }

    private static void awaitReady(BlueGreen balancer, String colour) {
        await(colour + " ready")
                .atMost(SEEN_MAX)
                .until(() -> balancer.run("show").stream()
                        .anyMatch(line -> line.startsWith(colour) && line.contains("ready 1")));
    }

    private static double bids(Program node) {
        try (var api = new Api(node.port())) {
            return api.metricsOf("gavel_bids_total");
        }
    }

    /** A bidder's, in JSON. */
    private static final class Socket implements WebSocket.Listener {
        private static final JsonMapper JSON = JsonMapper.builder().build();

        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        final WebSocket client;
        private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        private final StringBuilder frame = new StringBuilder();

        record Decided(String outcome, long sequence) {}

        Socket(String url, String token) {
            client = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .subprotocols("gavel.v1.json")
                    .header("Authorization", "Bearer " + token)
                    .buildAsync(URI.create(url.replace("http:", "ws:") + "/v1/socket"), this)
                    .join();
        }

        Decided bid(String auction, RequestId id, long amount) throws InterruptedException {
            client.sendText("""
                            {"type":"bid","ref":1,"auction":"%s","requestId":"%s","amount":%d,"currency":"KRW"}""".formatted(auction, id, amount), true).join();
            for (String text = next(); text != null; text = next()) {
                for (JsonNode message : JSON.readTree(text)) {
                    if (message.path("ref").asInt(0) == 1) {
                        return new Decided(
                                message.path("outcome").asString(""),
                                message.path("sequence").asLong(0));
                    }
                }
            }
            throw new AssertionError("no answer to a bid of " + amount);
        }

        private @Nullable String next() throws InterruptedException {
            return frames.poll(SEEN_MAX.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            frame.append(part);
            if (last) {
                frames.add(frame.toString());
                frame.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            closed.completeExceptionally(failure);
        }
    }
}
