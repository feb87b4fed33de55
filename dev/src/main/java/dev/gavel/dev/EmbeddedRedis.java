package dev.gavel.dev;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A real redis-server that keeps what it acknowledged: append-only, fsync always, never evicting. */
public final class EmbeddedRedis extends Store {
    private static final String NAME = "Redis";
    private static final Duration CALL_MAX = Duration.ofSeconds(10);

    /** Replies to pings of a server that is up are immediate; one that is not must not hold up the start. */
    private static final Duration PING_MAX = Duration.ofSeconds(1);

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("bind", "127.0.0.1"),
            Map.entry("daemonize", "no"),
            Map.entry("dir", "./"),
            Map.entry("logfile", "\"\""),
            // The append-only file is the data; a snapshot beside it would only cost forks.
            Map.entry("save", "\"\""),
            Map.entry("appendonly", "yes"),
            Map.entry("appendfsync", "always"),
            Map.entry("no-appendfsync-on-rewrite", "no"),
            // A rewrite takes CPU and the disk from bids for seconds: not within minutes of 40,000/s (docs/adr/0032).
            Map.entry("auto-aof-rewrite-percentage", "100"),
            Map.entry("auto-aof-rewrite-min-size", "1gb"),
            // A half-written last entry, as a kill leaves it, was never acknowledged.
            Map.entry("aof-load-truncated", "yes"),
            Map.entry("maxmemory-policy", "noeviction"),
            // Waits for the disk are noted from a millisecond on; what is quicker costs two readings of a clock.
            Map.entry("latency-monitor-threshold", "1"));

    /** Names another redis-server to start, such as that of a distribution, which may be built to be faster. */
    private static final String OWN_EXECUTABLE = "GAVEL_REDIS_SERVER";

    private final Home home;
    private final Path executable;
    private final Map<String, String> settings;

    private EmbeddedRedis(Home home, Path executable, Map<String, String> settings) {
        super(NAME, home);
        this.home = home;
        this.executable = executable;
        this.settings = settings;
    }

    /** Starts one in this directory, with the data that an earlier one left there. */
    public static EmbeddedRedis start(Path directory) {
        return start(directory, Map.of());
    }

    /** As {@link #start(Path)} with other settings, written as in redis.conf, before or instead of the usual ones. */
    public static EmbeddedRedis start(Path directory, Map<String, String> settings) {
        var all = new TreeMap<>(SETTINGS);
        all.putAll(settings);
        return opened(NAME, directory, home -> new EmbeddedRedis(home, executable(), all));
    }

    /** The program that it runs. */
    public static Path executable() {
        String own = System.getenv(OWN_EXECUTABLE);
        return own == null || own.isEmpty()
                ? new Executables(Directories.cache()).redisServer()
                : Path.of(own).toAbsolutePath();
    }

    public String redisUri() {
        return "redis://127.0.0.1:" + port();
    }

    /** Removes every key; scripts stay loaded. */
    public void flushAll() {
        try (var connection = new RedisConnection(port(), CALL_MAX)) {
            connection.call("FLUSHALL");
        } catch (IOException e) {
            throw new StoreException(NAME, "could not remove all keys at " + redisUri() + ": " + e.getMessage(), e);
        }
    }

    @Override
    Child.Launch launch() {
        var lines = settings.entrySet().stream()
                .map(setting -> setting.getKey() + " " + setting.getValue() + "\n")
                .collect(Collectors.joining());
        home.write("redis.conf", lines + "port " + port() + "\n");
        var command = List.of(executable.toString(), home.resolve("redis.conf").toString());
        // What it acknowledged is on disk: nothing is gained by asking it to end.
        return new Child.Launch(NAME, command, home.directory(), home.log(), Signal.KILL);
    }

    @Override
    boolean isReady(Child candidate) {
        try (var connection = new RedisConnection(port(), PING_MAX)) {
            connection.call("PING");
            return true;
        } catch (RedisConnection.RedisError refusal) {
            // One that asks for a password is ready, too.
            return !refusal.isLoading();
        } catch (IOException e) {
            return false;
        }
    }
}
