package dev.gavel.dev;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A real Redis with a replica, and three Sentinels that watch them: child processes. */
public final class EmbeddedSentinels implements AutoCloseable {
    private static final String NAME = "Redis with Sentinels";
    private static final String MONITORED = "gavel";
    private static final int COUNT = 3;
    private static final int QUORUM = 2;
    private static final Duration CALL_MAX = Duration.ofSeconds(10);
    private static final Duration DONE_MAX = Duration.ofSeconds(60);

    private final List<Sentinel> sentinels = new ArrayList<>();
    private final EmbeddedRedis primary;
    private final EmbeddedRedis replica;

    private EmbeddedSentinels(EmbeddedRedis primary, EmbeddedRedis replica) {
        this.primary = primary;
        this.replica = replica;
    }

    /**
     * Each server has a directory of its own in this one. Returns when the Sentinels know each other, and the
     * replica follows.
     *
     * @param more settings of both servers, written as in redis.conf
     */
    public static EmbeddedSentinels start(Path directory, Map<String, String> more) {
        EmbeddedRedis primary = EmbeddedRedis.start(directory.resolve("primary"), more);
        try {
            var settings = new HashMap<>(more);
            settings.put("replicaof", "127.0.0.1 " + primary.port());
            EmbeddedRedis replica = EmbeddedRedis.start(directory.resolve("replica"), settings);
            var all = new EmbeddedSentinels(primary, replica);
            try {
                for (int i = 0; i < COUNT; i++) {
                    all.sentinels.add(Sentinel.start(directory.resolve("sentinel-" + i), primary.port()));
                }
                all.await(
                        "know each other and the replica",
                        () -> all.sentinels.stream()
                                .allMatch(each ->
                                        each.says("num-other-sentinels", COUNT - 1) && each.says("num-slaves", 1)));
                all.await("replicate", all::hasReplica);
                return all;
            } catch (RuntimeException e) {
                all.close();
                throw e;
            }
        } catch (RuntimeException e) {
            primary.close();
            throw e;
        }
    }

    /** As it was at the start. */
    public EmbeddedRedis primary() {
        return primary;
    }

    /** As it was at the start. */
    public EmbeddedRedis replica() {
        return replica;
    }

    /** The Sentinels, and the name that they have for the server. */
    public String redisUri() {
        return sentinels.stream()
                .map(each -> "127.0.0.1:" + each.port())
                .collect(Collectors.joining(",", "redis-sentinel://", "#" + MONITORED));
    }

    /** Returns when all Sentinels name this server. */
    public void awaitNamed(EmbeddedRedis server) {
        await("name another server", () -> sentinels.stream().allMatch(each -> each.says("port", server.port())));
    }

    /** As the primary itself sees it, which is what counts at level replica. */
    private boolean hasReplica() {
        try (var connection = new RedisConnection(primary.port(), CALL_MAX)) {
            return connection.call("INFO", "replication").getFirst().contains("state=online");
        } catch (IOException e) {
            return false;
        }
    }

    private void await(String what, BooleanSupplier condition) {
        if (!Wait.until(DONE_MAX, condition)) {
            throw new StoreException(NAME, "did not " + what + " within " + DONE_MAX.toSeconds() + " s");
        }
    }

    @Override
    public void close() {
        sentinels.forEach(Sentinel::close);
        replica.close();
        primary.close();
    }

    private static final class Sentinel extends Store {
        private final Home home;
        private final int watched;

        private Sentinel(Home home, int watched) {
            super("Sentinel", home);
            this.home = home;
            this.watched = watched;
        }

        static Sentinel start(Path directory, int watched) {
            return opened("Sentinel", directory, home -> new Sentinel(home, watched));
        }

        /** Whether what it says of the server has this value. */
        boolean says(String field, int value) {
            try (var connection = new RedisConnection(port(), CALL_MAX)) {
                List<String> words = connection.call("SENTINEL", "MASTER", MONITORED);
                int at = words.indexOf(field);
                return at >= 0 && words.get(at + 1).equals(Integer.toString(value));
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        Child.Launch launch() {
            // Less silence than this is shaky on a busy machine.
            home.write("sentinel.conf", """
                    bind 127.0.0.1
                    port %d
                    dir ./
                    sentinel monitor %2$s 127.0.0.1 %3$d %4$d
                    sentinel down-after-milliseconds %2$s 2000
                    sentinel failover-timeout %2$s 10000
                    """.formatted(port(), MONITORED, watched, QUORUM));
            var command = List.of(
                    EmbeddedRedis.executable().toString(),
                    home.resolve("sentinel.conf").toString(),
                    "--sentinel");
            return new Child.Launch("Sentinel", command, home.directory(), home.log(), Signal.KILL);
        }

        @Override
        boolean isReady(Child candidate) {
            return says("quorum", QUORUM);
        }
    }
}
