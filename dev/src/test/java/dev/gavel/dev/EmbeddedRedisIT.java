package dev.gavel.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedRedisIT {
    private static final Duration CALL_MAX = Duration.ofSeconds(5);
    private static final Duration NO_ANSWER = Duration.ofMillis(300);

    @TempDir
    private Path directory;

    @Test
    void neverForgetsAndNeverEvicts() throws IOException {
        try (var redis = EmbeddedRedis.start(directory)) {
            assertThat(call(redis, "CONFIG", "GET", "appendonly")).last().isEqualTo("yes");
            assertThat(call(redis, "CONFIG", "GET", "appendfsync")).last().isEqualTo("always");
            assertThat(call(redis, "CONFIG", "GET", "no-appendfsync-on-rewrite"))
                    .last()
                    .isEqualTo("no");
            assertThat(call(redis, "CONFIG", "GET", "maxmemory-policy")).last().isEqualTo("noeviction");
            assertThat(call(redis, "CONFIG", "GET", "bind")).last().isEqualTo("127.0.0.1");
        }
    }

    @Test
    void keepsWhatItAcknowledgedWhenKilled() throws IOException {
        try (var redis = EmbeddedRedis.start(directory)) {
            var port = redis.port();
            call(redis, "SET", "lot", "sold");
            redis.kill();
            assertThat(redis.isRunning()).isFalse();
            redis.start();
            assertThat(redis.port()).isEqualTo(port);
            assertThat(call(redis, "GET", "lot")).containsExactly("sold");
        }
    }

    @Test
    void answersNothingWhilePausedAndAllAfterwards() throws IOException {
        try (var redis = EmbeddedRedis.start(directory);
                var connection = new RedisConnection(redis.port(), NO_ANSWER)) {
            redis.pause();
            assertThatThrownBy(() -> connection.call("PING")).isInstanceOf(SocketTimeoutException.class);
            redis.resume();
            assertThat(call(redis, "PING")).containsExactly("PONG");
        }
    }

    @Test
    @Timeout(10)
    void stopsWhilePaused() {
        try (var redis = EmbeddedRedis.start(directory)) {
            redis.pause();
            redis.stop();
            assertThat(redis.isRunning()).isFalse();
        }
    }

    @Test
    void flushesAllKeys() throws IOException {
        try (var redis = EmbeddedRedis.start(directory)) {
            call(redis, "SET", "lot", "sold");
            redis.flushAll();
            assertThat(call(redis, "DBSIZE")).containsExactly("0");
        }
    }

    @Test
    void takesOtherSettings() throws IOException {
        try (var redis = EmbeddedRedis.start(directory, Map.of("maxmemory", "64mb", "requirepass", "secret"))) {
            assertThatThrownBy(() -> call(redis, "PING")).hasMessageContaining("NOAUTH");
            try (var connection = new RedisConnection(redis.port(), CALL_MAX)) {
                connection.call("AUTH", "secret");
                assertThat(connection.call("CONFIG", "GET", "maxmemory")).last().isEqualTo("67108864");
            }
        }
    }

    @Test
    void saysInItsOwnWordsWhyItDoesNotStart() {
        assertThatThrownBy(() -> EmbeddedRedis.start(directory, Map.of("appendfsync", "sometimes")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Redis: could not start on 127.0.0.1:")
                .hasMessageContaining("exit code 1")
                .hasMessageContaining(directory.resolve("log").toString())
                .hasMessageContaining("appendfsync sometimes");
        // And it left nothing behind that is in the way of a better try.
        EmbeddedRedis.start(directory).close();
    }

    @Test
    void doesNotShareItsDirectory() {
        try (var _ = EmbeddedRedis.start(directory)) {
            assertThatThrownBy(() -> EmbeddedRedis.start(directory))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(directory + " is in use");
        }
    }

    @Test
    void movesWhenAnotherProgramTookItsPort() throws IOException {
        int port;
        try (var redis = EmbeddedRedis.start(directory)) {
            port = redis.port();
        }
        try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
                var redis = EmbeddedRedis.start(directory)) {
            assertThat(redis.port()).isNotEqualTo(port);
            assertThat(Files.readString(directory.resolve("port"))).isEqualTo(redis.port() + "\n");
        }
    }

    @Test
    void livesInADirectoryWithSpaces() throws IOException {
        var spaced = directory.resolve("my own \"data\"");
        try (var redis = EmbeddedRedis.start(spaced)) {
            call(redis, "SET", "lot", "sold");
        }
        assertThat(spaced.resolve("appendonlydir")).isDirectory();
    }

    private static List<String> call(EmbeddedRedis redis, String... command) throws IOException {
        try (var connection = new RedisConnection(redis.port(), CALL_MAX)) {
            return connection.call(command);
        }
    }
}
