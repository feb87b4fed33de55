package dev.gavel.server.arena;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gavel.dev.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a server of Redis says of itself. */
class ServerSightsIT {
    private static final String THRESHOLD = "latency-monitor-threshold";

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private Path folder;

    @Test
    void itsReplicasAreSeenAndHowFarBehindTheyAre() {
        try (var primary = EmbeddedRedis.start(folder.resolve("primary"));
                var replica = EmbeddedRedis.start(
                        folder.resolve("replica"), Map.of("replicaof", "127.0.0.1 " + primary.port()));
                var arena = arena(primary.redisUri())) {
            var sights = new ServerSights(arena);
            String name = "127.0.0.1:" + replica.port();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> sight(sights, arena).replicaLags().containsKey(name));
            assertThat(sight(sights, arena).replicas()).isEqualTo(1);
            // Redis begins a replica's backlog with a line feed each second or so: it is soon level.
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> lag(sights, arena, name) < 100);
            replica.pause();
            byte[] value = new byte[100_000];
            arena.await("writing", arena.servers().getFirst().reads().set(new byte[] {1}, value));
            assertThat(lag(sights, arena, name)).isGreaterThan(value.length);
            replica.resume();
        }
    }

    @Test
    void waitsForTheDiskAreShownWhereRedisMeasuresThemAndWhereNotItIsSaidOnce() throws Exception {
        ListAppender<ILoggingEvent> log = listen();
        try (var redis = EmbeddedRedis.start(folder.resolve("redis"), Map.of(THRESHOLD, "0"));
                var arena = arena(redis.redisUri())) {
            var sights = new ServerSights(arena);
            for (int i = 0; i < 3; i++) {
                assertThat(sight(sights, arena).fsync()).isSameAs(ServerSight.Fsync.UNKNOWN);
            }
            assertThat(log.list)
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + redis.port(), "CONFIG SET " + THRESHOLD + " 1", "FsyncSlow");
            try (var client = RedisClient.create(redis.redisUri());
                    var admin = client.connect()) {
                admin.sync().configSet(THRESHOLD, "1");
                assertThat(sight(sights, arena).fsync().latestSeconds()).isNotNaN();
                // No disk can be made slow here: the maximum is at least what Redis says, of all its waits.
                assertThat(sight(sights, arena).fsync().maxSeconds()).isBetween(0.0, 10.0);
            }
        } finally {
            logger().detachAppender(log);
        }
    }

    @Test
    void withoutTheRightToAskForLatencyTheRestIsShownAndItIsSaidOnce() {
        ListAppender<ILoggingEvent> log = listen();
        try (var redis = EmbeddedRedis.start(
                        folder.resolve("redis"), Map.of("user default", "on nopass ~* +@all -latency"));
                var arena = arena(redis.redisUri())) {
            var sights = new ServerSights(arena);
            for (int i = 0; i < 3; i++) {
                ServerSight sight = sight(sights, arena);
                assertThat(sight.fsync()).isSameAs(ServerSight.Fsync.UNKNOWN);
                assertThat(sight.memoryUsedBytes()).isPositive();
                assertThat(sight.memoryMaxBytes()).isGreaterThan(sight.memoryUsedBytes());
            }
            assertThat(log.list).hasSize(1);
        } finally {
            logger().detachAppender(log);
        }
    }

    private static ListAppender<ILoggingEvent> listen() {
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        logger().addAppender(log);
        return log;
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(ServerSights.class);
    }

    private static Arena arena(String redisUri) {
        return Arena.connect(ArenaConfig.DEFAULT.withRedisUri(redisUri), new ScriptTime.Redis());
    }

    private static long lag(ServerSights sights, Arena arena, String replica) {
        return Objects.requireNonNull(sight(sights, arena).replicaLags().get(replica));
    }

    private static ServerSight sight(ServerSights sights, Arena arena) {
        return sights.of(arena.servers().getFirst());
    }
}
