package dev.gavel.server.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.dev.EmbeddedRedis;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node finds its way back to Redis, whatever stands in between. */
final class KeptConnectionIT {
    private static final Duration BACK_MAX = Duration.ofSeconds(20);
    private static final int ROUNDS = 3;
    private static final int HUNG_UP = 20;

    @Test
    void comesBackAfterWhateverAcceptedAndHungUp(@TempDir Path directory) throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start(directory);
                Door door = new Door(redis.port());
                Arena arena = connect(door)) {
            for (int round = 0; round < ROUNDS; round++) {
                redis.kill();
                int before = door.hungUp();
                await().atMost(BACK_MAX).until(() -> door.hungUp() >= before + HUNG_UP);
                redis.start();
                awaitAnswers(arena);
            }
        }
    }

    @Test
    void givesUpAConnectionThatSomethingInBetweenHasForgotten(@TempDir Path directory) throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start(directory);
                Door door = new Door(redis.port());
                Arena arena = connect(door)) {
            awaitAnswers(arena);
            long connections = redis(arena).connections();
            door.forgetThoseInside();
            assertThat(answers(redis(arena).turns())).isFalse();
            awaitAnswers(arena);
            assertThat(redis(arena).connections()).as("the gate was told").isGreaterThan(connections);
        }
    }

    private static RedisServer redis(Arena arena) {
        return arena.servers().getFirst();
    }

    private static Arena connect(Door door) {
        return Arena.connect(
                ArenaConfig.DEFAULT.withRedisUri("redis://127.0.0.1:" + door.port()), new ScriptTime.Redis());
    }

    private static void awaitAnswers(Arena arena) {
        await().atMost(BACK_MAX)
                .until(() -> List.of(
                                redis(arena).turns(),
                                redis(arena).reads(),
                                redis(arena).log())
                        .stream()
                        .allMatch(KeptConnectionIT::answers));
    }

    private static boolean answers(RedisClusterAsyncCommands<byte[], byte[]> commands) {
        try {
            return commands.ping().get(1, TimeUnit.SECONDS).equals("PONG");
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Stands before Redis as a balancer does: accepts first, and hangs up if nobody is at home. */
    private static final class Door implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        private final int target;
        private final Set<Socket> inside = ConcurrentHashMap.newKeySet();
        private final Set<Socket> forgotten = ConcurrentHashMap.newKeySet();
        private final AtomicInteger hungUp = new AtomicInteger();

        Door(int target) throws IOException {
            this.target = target;
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return listener.getLocalPort();
        }

        int hungUp() {
            return hungUp.get();
        }

        void forgetThoseInside() {
            forgotten.addAll(inside);
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    Socket client = listener.accept();
                    Socket store = new Socket();
                    inside.add(client);
                    inside.add(store);
                    try {
                        store.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), target));
                        Thread.ofVirtual().start(() -> pump(client, store));
                        Thread.ofVirtual().start(() -> pump(store, client));
                    } catch (IOException e) {
                        hungUp.incrementAndGet();
                        client.close();
                    }
                } catch (IOException e) {
                    // The listener was closed, or a client went away while it was accepted.
                }
            }
        }

        private void pump(Socket from, Socket to) {
            byte[] buffer = new byte[8_192];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!forgotten.contains(from)) {
                        out.write(buffer, 0, read);
                    }
                }
            } catch (IOException e) {
                // One side has gone, so the other one goes.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket socket : inside) {
                socket.close();
            }
        }
    }
}
