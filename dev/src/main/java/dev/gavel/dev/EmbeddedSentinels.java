package dev.gavel.dev;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real Redis with two replicas, and three Sentinels that watch them: child processes.
 *
 * <p>With one replica a promoted one would have none until the lost server is back as its own: Sentinel makes a server
 * that comes back as a primary a replica 10 s later.
 */
public final class EmbeddedSentinels implements AutoCloseable {
    private static final String NAME = "Redis with Sentinels";
    private static final String MONITORED = "gavel";
    private static final int REPLICAS = 2;
    private static final int COUNT = 3;
    private static final int QUORUM = 2;
    private static final Duration CALL_MAX = Duration.ofSeconds(10);
    private static final Duration DONE_MAX = Duration.ofSeconds(60);

    /** Less silence than this is shaky on a busy machine. */
    private static final int SILENCE_MS = 2_000;

    /**
     * By how much longer each Sentinel waits than the one before. If all find the loss at once, each may vote for
     * itself, and they try again only after twice the time for a failover.
     */
    private static final int SILENCE_STEP_MS = 250;

    // A replica that needs a whole copy would wait 5 s for others that might.
    private static final Map<String, String> SETTINGS = Map.of("repl-diskless-sync-delay", "0");

    private final List<Sentinel> sentinels = new ArrayList<>();
    private final List<EmbeddedRedis> replicas = new ArrayList<>();
    private final EmbeddedRedis primary;

    private EmbeddedSentinels(EmbeddedRedis primary) {
        this.primary = primary;
    }

    /**
     * Each server has a directory of its own in this one. Returns when the Sentinels know each other, and the
     * replicas follow.
     *
     * @param more settings of all servers, written as in redis.conf
     */
    public static EmbeddedSentinels start(Path directory, Map<String, String> more) {
        var settings = new HashMap<>(SETTINGS);
        settings.putAll(more);
        var all = new EmbeddedSentinels(EmbeddedRedis.start(directory.resolve("primary"), settings));
        try {
            settings.put("replicaof", "127.0.0.1 " + all.primary.port());
            for (int i = 0; i < REPLICAS; i++) {
                all.replicas.add(EmbeddedRedis.start(directory.resolve("replica-" + i), settings));
            }
            for (int i = 0; i < COUNT; i++) {
                all.sentinels.add(Sentinel.start(
                        directory.resolve("sentinel-" + i), all.primary.port(), SILENCE_MS + i * SILENCE_STEP_MS));
            }
            all.await(
                    "know each other and the replicas",
                    () -> all.sentinels.stream()
                            .allMatch(each ->
                                    each.says("num-other-sentinels", COUNT - 1) && each.says("num-slaves", REPLICAS)));
            all.awaitReplicas(all.primary);
            return all;
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
    }

    /** As it was at the start. */
    public EmbeddedRedis primary() {
        return primary;
    }

    /** As they were at the start. */
    public List<EmbeddedRedis> replicas() {
        return List.copyOf(replicas);
    }

    /** All servers, whatever they are now. */
    public List<EmbeddedRedis> servers() {
        return Stream.concat(Stream.of(primary), replicas.stream()).toList();
    }

    /** The Sentinels, and the name that they have for the server. */
    public String redisUri() {
        return sentinels.stream()
                .map(each -> "127.0.0.1:" + each.port())
                .collect(Collectors.joining(",", "redis-sentinel://", "#" + MONITORED));
    }

    /** Returns when all Sentinels name the same one of the replicas: that one. */
    public EmbeddedRedis awaitPromoted() {
        var promoted = new AtomicReference<EmbeddedRedis>();
        await("name a replica", () -> {
            replicas.stream().filter(this::isNamed).findAny().ifPresent(promoted::set);
            return promoted.get() != null;
        });
        return promoted.get();
    }

    private boolean isNamed(EmbeddedRedis server) {
        return sentinels.stream().allMatch(each -> each.says("port", server.port()));
    }

    /** Returns when all other servers follow this one, as it sees it itself: that counts at level replica. */
    public void awaitReplicas(EmbeddedRedis server) {
        await("replicate", () -> {
            try (var connection = new RedisConnection(server.port(), CALL_MAX)) {
                String info = connection.call("INFO", "replication").getFirst();
                return info.lines()
                                .filter(line -> line.contains("state=online"))
                                .count()
                        == REPLICAS;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private void await(String what, BooleanSupplier condition) {
        if (!Wait.until(DONE_MAX, condition)) {
            throw new StoreException(NAME, "did not " + what + " within " + DONE_MAX.toSeconds() + " s");
        }
    }

    @Override
    public void close() {
        sentinels.forEach(Sentinel::close);
        replicas.forEach(EmbeddedRedis::close);
        primary.close();
    }

    private static final class Sentinel extends Store {
        private final Home home;
        private final int watched;
        private final int silenceMs;

        private Sentinel(Home home, int watched, int silenceMs) {
            super("Sentinel", home);
            this.home = home;
            this.watched = watched;
            this.silenceMs = silenceMs;
        }

        static Sentinel start(Path directory, int watched, int silenceMs) {
            return opened("Sentinel", directory, home -> new Sentinel(home, watched, silenceMs));
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
            home.write("sentinel.conf", """
                    bind 127.0.0.1
                    port %d
                    dir ./
                    sentinel monitor %2$s 127.0.0.1 %3$d %4$d
                    sentinel down-after-milliseconds %2$s %5$d
                    sentinel failover-timeout %2$s 10000
                    """.formatted(port(), MONITORED, watched, QUORUM, silenceMs));
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
