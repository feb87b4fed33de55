package dev.gavel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class FeedRoomsTest {
    private static final int STEPS_MAX = 20_000;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Vertx clients = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final CountDownLatch goOn = new CountDownLatch(1);
    private boolean read;
    private int steps;

    @AfterEach
    void end() {
        vertx.close().await();
        clients.close().await();
    }

    /** As long as a sweep has work left, so that nothing but the way in which it goes on lets others have a turn. */
    @Test
    void what_came_in_is_read_between_two_steps_of_a_sweep() throws Exception {
        NetServer server = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(_ -> read = true))
                .listen(0, "127.0.0.1")
                .await();
        NetSocket client = clients.createNetClient()
                .connect(server.actualPort(), "127.0.0.1")
                .await();
        Context loop = vertx.getOrCreateContext();
        var done = new CompletableFuture<Integer>();
        loop.runOnContext(_ -> {
            awaitMessage();
            step(loop, done);
        });
        client.write(Buffer.buffer("a bid")).await();
        goOn.countDown();
        assertThat(done.get(20, TimeUnit.SECONDS))
                .as("steps before it was read")
                .isLessThan(10);
    }

    /** What is written to this machine's own address is there to be read when it is written. */
    private void awaitMessage() {
        try {
            assertThat(goOn.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void step(Context loop, CompletableFuture<Integer> done) {
        steps++;
        if (read || steps == STEPS_MAX) {
            done.complete(steps);
        } else {
            FeedRooms.afterReading(loop, () -> step(loop, done));
        }
    }
}
