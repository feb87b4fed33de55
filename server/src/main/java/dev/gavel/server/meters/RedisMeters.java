package dev.gavel.server.meters;

import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaException;
import dev.gavel.server.arena.RedisServer;
import dev.gavel.server.arena.ServerSight;
import dev.gavel.server.arena.ServerSights;
import dev.gavel.server.monitoring.Readings;
import dev.gavel.server.platform.Repeating;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How each server of Redis is that decides for buckets. What one does not tell is absent, and that it is not up. */
public final class RedisMeters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisMeters.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofSeconds(30);
    /** A server that was replaced, or is a replica now, is no trouble for ever. */
    private static final Duration GONE_AFTER = Duration.ofMinutes(5);

    private static final String SERVER = "server";

    private final Arena arena;
    private final ServerSights sights;
    private final Readings up;
    private final Readings lag;
    private final List<Shown> shown = new ArrayList<>();
    /** By address, when it was last among those that decide. */
    private final Map<String, Long> known = new HashMap<>();

    private final Repeating looking;

    private record Shown(Readings readings, ToDoubleFunction<ServerSight> value) {}

    public RedisMeters(Arena arena, MeterRegistry registry) {
        this.arena = arena;
        this.sights = new ServerSights(arena);
        this.up =
                Readings.gauge(registry, "gavel.redis.up", "Whether a server of Redis answers: 1 or 0", FRESH, SERVER);
        this.lag = Readings.gauge(
                registry, "gavel.redis.replica.lag.bytes", "Bytes that a replica is behind", FRESH, SERVER, "replica");
        count(registry, "gavel.redis.scripts", "Calls of scripts", ServerSight::scripts);
        count(registry, "gavel.redis.script.seconds", "Seconds that scripts took Redis", ServerSight::scriptSeconds);
        show(registry, "gavel.redis.memory.used.bytes", "Memory that Redis uses", ServerSight::memoryUsedBytes);
        show(
                registry,
                "gavel.redis.memory.max.bytes",
                "Redis' maxmemory, or the machine's memory where it has none",
                ServerSight::memoryMaxBytes);
        show(registry, "gavel.redis.replicas", "Replicas that are connected", ServerSight::replicas);
        show(
                registry,
                "gavel.redis.fsync.latest.seconds",
                "The last wait for the disk above Redis' latency-monitor-threshold; 0 if there was none lately",
                sight -> sight.fsync().latestSeconds());
        show(
                registry,
                "gavel.redis.fsync.max.seconds",
                "The longest wait for the disk since Redis was started",
                sight -> sight.fsync().maxSeconds());
        this.looking = new Repeating("meters-redis", EVERY, this::look);
    }

    private void show(MeterRegistry registry, String name, String what, ToDoubleFunction<ServerSight> value) {
        shown.add(new Shown(Readings.gauge(registry, name, what, FRESH, SERVER), value));
    }

    private void count(MeterRegistry registry, String name, String what, ToDoubleFunction<ServerSight> value) {
        shown.add(new Shown(Readings.counter(registry, name, what, FRESH, SERVER), value));
    }

    private void look() {
        Map<String, ServerSight> found = new HashMap<>();
        for (RedisServer server : arena.servers()) {
            known.put(server.address(), System.nanoTime());
            try {
                found.put(server.address(), sights.of(server));
            } catch (ArenaException e) {
                LOG.debug("Redis at {} does not say how it is", server.address(), e);
            }
        }
        Map<List<String>, Double> ups = new HashMap<>();
        known.values().removeIf(seenNanos -> System.nanoTime() - seenNanos > GONE_AFTER.toNanos());
        known.keySet().forEach(address -> ups.put(List.of(address), found.containsKey(address) ? 1.0 : 0.0));
        up.tell(ups);
        for (Shown one : shown) {
            Map<List<String>, Double> values = new HashMap<>();
            found.forEach((address, sight) -> {
                double value = one.value.applyAsDouble(sight);
                if (!Double.isNaN(value)) {
                    values.put(List.of(address), value);
                }
            });
            one.readings.tell(values);
        }
        Map<List<String>, Double> lags = new HashMap<>();
        found.forEach((address, sight) ->
                sight.replicaLags().forEach((replica, bytes) -> lags.put(List.of(address, replica), (double) bytes)));
        lag.tell(lags);
    }

    @Override
    public void close() {
        looking.close();
    }
}
