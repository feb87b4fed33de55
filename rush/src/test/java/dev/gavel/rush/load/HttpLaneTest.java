package dev.gavel.rush.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.RequestId;
import dev.gavel.rush.history.Told;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class HttpLaneTest {
    /** A read of a socket is not ended by a test's time being over. */
    private static final int WAIT_MAX_MS = 5_000;

    private static final String RECEIPT = """
            {"auction":"7","sequence":12,"outcome":"LEADING","amount":500,"price":400,"currency":"KRW",\
            "closesAt":"2026-03-17T12:00:00.000Z","receivedAt":"2026-03-10T10:00:00.001Z",\
            "decidedAt":"2026-03-10T10:00:00.010Z"}""";
    private static final Told DECIDED = new Told.Decided(
            12,
            "LEADING",
            400,
            millis("2026-03-10T10:00:00.001Z"),
            millis("2026-03-10T10:00:00.010Z"),
            millis("2026-03-17T12:00:00Z"));

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context loop = vertx.getOrCreateContext();
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final ServerSocket server = listening();

    @AfterEach
    void end() throws IOException {
        vertx.close().await();
        server.close();
    }

    @Test
    void a_bid_goes_out_as_a_request_and_the_receipt_comes_back() throws Exception {
        HttpLane lane = lane(1);
        send(lane, 1);
        try (var connection = new Connection(server.accept())) {
            assertThat(connection.request())
                    .startsWith(
                            "POST /v1/auctions/7/bids HTTP/1.1\r\nHost: 127.0.0.1:" + server.getLocalPort() + "\r\n")
                    .contains("\r\nAuthorization: Bearer a.b.c\r\n", "\r\nContent-Type: application/json\r\n")
                    .containsPattern("\r\nIdempotency-Key: [0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}\r\n")
                    .endsWith("\r\n\r\n{\"amount\":501,\"currency\":\"" + PlanConfig.CURRENCY + "\"}");
            connection.answer(ok(RECEIPT));
            assertThat(next()).isEqualTo(DECIDED);
        }
    }

    @Test
    void one_connection_carries_one_bid_after_the_other() throws Exception {
        HttpLane lane = lane(1);
        send(lane, 1);
        send(lane, 2);
        try (var connection = new Connection(server.accept())) {
            assertThat(connection.request()).contains("\"amount\":501");
            String receipt = ok(RECEIPT);
            connection.answer(receipt.substring(0, 60));
            assertThat(told.poll(200, TimeUnit.MILLISECONDS)).isNull();
            connection.answer(receipt.substring(60));
            assertThat(next()).isEqualTo(DECIDED);
            decide(connection, 502);
            send(lane, 3);
            assertThat(connection.request()).contains("\"amount\":503");
        }
    }

    @Test
    void all_connections_are_made_before_the_first_bid_and_then_used() throws Exception {
        HttpLane lane = lane(2);
        try (var one = new Connection(server.accept());
                var other = new Connection(server.accept())) {
            send(lane, 1);
            send(lane, 2);
            assertThat(List.of(one.request(), other.request())).allMatch(it -> it.contains("\"amount\":50"));
        }
    }

    @Test
    void a_server_that_leaves_has_answered_and_is_asked_on_another_connection() throws Exception {
        HttpLane lane = lane(1);
        send(lane, 1);
        send(lane, 2);
        try (var leaving = new Connection(server.accept())) {
            leaving.request();
            leaving.answer(ok(RECEIPT).replaceFirst("\r\n", "\r\nConnection: close\r\n"));
            assertThat(next()).isEqualTo(DECIDED);
        }
        try (var another = new Connection(server.accept())) {
            decide(another, 502);
        }
    }

    @Test
    void a_bid_on_a_connection_that_is_cut_is_lost_and_the_next_one_goes_on() throws Exception {
        HttpLane lane = lane(1);
        send(lane, 1);
        send(lane, 2);
        try (var cut = new Connection(server.accept())) {
            cut.request();
        }
        assertThat(next()).isInstanceOf(Told.Lost.class);
        try (var another = new Connection(server.accept())) {
            assertThat(another.request()).contains("\"amount\":502");
        }
    }

    @Test
    void bids_to_nobody_are_lost_one_by_one() throws Exception {
        HttpLane lane = lane(1);
        server.close();
        send(lane, 1);
        send(lane, 2);
        send(lane, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(next()).isInstanceOf(Told.Lost.class);
        }
    }

    @Test
    void what_is_no_http_is_no_answer() throws Exception {
        HttpLane lane = lane(1);
        send(lane, 1);
        try (var connection = new Connection(server.accept())) {
            connection.request();
            connection.answer("SSH-2.0-OpenSSH\r\n\r\n");
            assertThat(next()).isInstanceOf(Told.Lost.class);
        }
    }

    @Test
    void bids_that_have_no_answer_when_the_lane_is_closed_are_lost() throws Exception {
        HttpLane lane = lane(1);
        send(lane, 1);
        send(lane, 2);
        try (var connection = new Connection(server.accept())) {
            connection.request();
            onLoop(lane::close);
            assertThat(next()).isInstanceOf(Told.Lost.class);
            assertThat(next()).isInstanceOf(Told.Lost.class);
            assertThat(connection.isAtEnd()).isTrue();
        }
    }

    private void decide(Connection connection, int amount) throws IOException, InterruptedException {
        assertThat(connection.request()).contains("\"amount\":" + amount);
        connection.answer(ok(RECEIPT));
        assertThat(next()).isEqualTo(DECIDED);
    }

    private HttpLane lane(int connections) {
        var lane = new HttpLane(
                vertx,
                URI.create("http://127.0.0.1:" + server.getLocalPort()),
                connections,
                List.of("a.b.c"),
                new Lane.Answers() {
                    @Override
                    public void told(int bid, Told answer) {
                        told.add(answer);
                    }

                    @Override
                    public void lost(int bids) {
                        throw new AssertionError("lost one by one");
                    }

                    @Override
                    public void ended(String why) {
                        throw new AssertionError(why);
                    }
                });
        onLoop(lane::open);
        return lane;
    }

    private void send(HttpLane lane, int number) {
        var offer = new Offer(
                number,
                0,
                new AuctionId(7),
                new AccountId("ann"),
                500L + number,
                RequestId.at(Instant.now(), new Random(number)));
        onLoop(() -> {
            lane.send(offer);
            return Future.succeededFuture();
        });
    }

    private void onLoop(Supplier<Future<?>> work) {
        Promise<Object> done = Promise.promise();
        loop.runOnContext(_ -> work.get().onComplete(done::complete, done::fail));
        done.future().await();
    }

    private Told next() throws InterruptedException {
        Told next = told.poll(WAIT_MAX_MS, TimeUnit.MILLISECONDS);
        assertThat(next).as("an answer").isNotNull();
        return next;
    }

    private static ServerSocket listening() {
        try {
            var listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listening.setSoTimeout(WAIT_MAX_MS);
            return listening;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String ok(String body) {
        return "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n"
                + body;
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    /** The server's side of one. */
    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;
        private final OutputStream out;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(WAIT_MAX_MS);
            this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            this.out = socket.getOutputStream();
        }

        String request() throws IOException {
            var request = new StringBuilder();
            int length = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                request.append(line).append("\r\n");
                if (line.startsWith("Content-Length: ")) {
                    length = Integer.parseInt(line.substring("Content-Length: ".length()));
                }
            }
            char[] body = new char[length];
            int read = 0;
            while (read < length) {
                read += in.read(body, read, length - read);
            }
            return request.append("\r\n").append(body).toString();
        }

        void answer(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        boolean isAtEnd() throws IOException {
            return in.read() < 0;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
