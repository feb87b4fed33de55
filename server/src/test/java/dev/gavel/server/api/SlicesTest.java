package dev.gavel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SlicesTest {
    private static final List<Integer> CONNECTIONS =
            IntStream.range(0, 20_000).boxed().toList();

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Vertx clients = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final List<Integer> written = new ArrayList<>();
    private int writtenBeforeReading = -1;

    @AfterEach
    void end() {
        vertx.close().await();
        clients.close().await();
    }

    @Test
    void whatCameInIsReadBeforeAllAreWrittenTo() throws Exception {
        NetServer server = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(_ -> writtenBeforeReading = written.size()))
                .listen(0, "127.0.0.1")
                .await();
        NetSocket client = clients.createNetClient()
                .connect(server.actualPort(), "127.0.0.1")
                .await();
        Context loop = vertx.getOrCreateContext();
        var done = new CompletableFuture<Integer>();
        loop.runOnContext(_ -> {
            awaitMessage();
            Slices.forEach(loop, CONNECTIONS, written::add, () -> done.complete(writtenBeforeReading));
        });
        client.write(Buffer.buffer("a bid")).await();
        goOn.countDown();
        assertThat(done.get(20, TimeUnit.SECONDS))
                .as("connections written to before it was read")
                .isBetween(0, 500);
        assertThat(written).isEqualTo(CONNECTIONS);
    }

    @Test
    void oneThatFailsKeepsNothingFromTheOthers() throws Exception {
        Context loop = vertx.getOrCreateContext();
        var done = new CompletableFuture<Void>();
        loop.runOnContext(_ -> Slices.forEach(
                loop,
                List.of(1, 2, 3),
                connection -> {
                    if (connection == 2) {
                        throw new IllegalStateException("this one was to fail");
                    }
                    written.add(connection);
                },
                () -> done.complete(null)));
        done.get(10, TimeUnit.SECONDS);
        assertThat(written).containsExactly(1, 3);
    }

    /** What is written to this machine's own address is there to be read when it is written. */
    private void awaitMessage() {
        try {
            assertThat(goOn.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
