package dev.gavel.server.arena;

import java.time.Duration;

/**
 * The arena's settings.
 *
 * @param redisUri {@code redis://} or {@code rediss://} with host, port and optional credentials; several, separated by
 *     commas, are seeds of a Redis Cluster; {@code redis-sentinel://host:port,host:port#name} are Sentinels and the
 *     name that they have for the server
 * @param durability what an acknowledged bid survives
 * @param replica what the durability {@code replica} waits for
 * @param log what the durability {@code log} waits for
 * @param commandTimeout how long one answer of Redis may take before its outcome counts as unknown
 * @param drain how long after its close an auction still takes bids that were received before it
 * @param drainMax how long after its close an auction waits at most for bids that were received before it and that
 *     nodes still hold
 * @param outageAfter a time as long as this in which no node decided bids moves the closes that passed in it; zero: no
 *     close is ever moved so
 * @param requestIdAgeMax an id older than this is refused, since it may have been forgotten
 * @param requestIdAheadMax how far a client's clock may be ahead
 * @param grace how long a settled auction stays readable in the arena
 * @param logEntriesKept per bucket, beyond what the slowest reader still needs: slack for readers that keep no position
 */
public record ArenaConfig(
        String redisUri,
        Durability durability,
        ReplicaConfig replica,
        LogConfig log,
        Duration commandTimeout,
        Duration drain,
        Duration drainMax,
        Duration outageAfter,
        Duration requestIdAgeMax,
        Duration requestIdAheadMax,
        Duration grace,
        int logEntriesKept) {

    public static final ArenaConfig DEFAULT = new ArenaConfig(
            "redis://127.0.0.1:6379",
            Durability.FSYNC,
            ReplicaConfig.DEFAULT,
            LogConfig.DEFAULT,
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            512);

    public ArenaConfig {
        requireBetween("arena.commandTimeout", commandTimeout, Duration.ofMillis(50), Duration.ofSeconds(30));
        if (replica.waitMax().compareTo(commandTimeout) >= 0) {
            throw new IllegalArgumentException("arena.replica.waitMax must be below arena.commandTimeout");
        }
        requireBetween("arena.drain", drain, Duration.ofMillis(10), Duration.ofMinutes(1));
        requireBetween("arena.drainMax", drainMax, drain, Duration.ofMinutes(5));
        if (!outageAfter.isZero()) {
            requireBetween("arena.outageAfter", outageAfter, Duration.ofSeconds(2), Duration.ofDays(1));
        }
        requireBetween("arena.requestIdAgeMax", requestIdAgeMax, Duration.ofMinutes(1), Duration.ofDays(1));
        requireBetween("arena.requestIdAheadMax", requestIdAheadMax, Duration.ofSeconds(1), Duration.ofHours(1));
        requireBetween("arena.grace", grace, Duration.ofSeconds(1), Duration.ofDays(7));
        if (logEntriesKept < 0 || logEntriesKept > 1_000_000) {
            throw new IllegalArgumentException("arena.logEntriesKept must be 0 to 1000000, not " + logEntriesKept);
        }
    }

    /** Without the URI, which may have a password in it. */
    @Override
    public String toString() {
        return "ArenaConfig[drain=" + drain + ", drainMax=" + drainMax + ", requestIdAgeMax=" + requestIdAgeMax + "]";
    }

    public ArenaConfig withRedisUri(String uri) {
        return new ArenaConfig(
                uri,
                durability,
                replica,
                log,
                commandTimeout,
                drain,
                drainMax,
                outageAfter,
                requestIdAgeMax,
                requestIdAheadMax,
                grace,
                logEntriesKept);
    }

    public ArenaConfig withDurability(Durability level) {
        return new ArenaConfig(
                redisUri,
                level,
                replica,
                log,
                commandTimeout,
                drain,
                drainMax,
                outageAfter,
                requestIdAgeMax,
                requestIdAheadMax,
                grace,
                logEntriesKept);
    }

    public ArenaConfig withOutageAfter(Duration after) {
        return new ArenaConfig(
                redisUri,
                durability,
                replica,
                log,
                commandTimeout,
                drain,
                drainMax,
                after,
                requestIdAgeMax,
                requestIdAheadMax,
                grace,
                logEntriesKept);
    }

    public ArenaConfig withLogEntriesKept(int entries) {
        return new ArenaConfig(
                redisUri,
                durability,
                replica,
                log,
                commandTimeout,
                drain,
                drainMax,
                outageAfter,
                requestIdAgeMax,
                requestIdAheadMax,
                grace,
                entries);
    }

    /**
     * One generation of request ids. Two are kept, so an id decided now is remembered for at least one whole
     * generation: by then every copy of it is too old, even one whose maker's clock was ahead.
     */
    public Duration requestIdGeneration() {
        return requestIdAgeMax.plus(requestIdAheadMax);
    }

    private static void requireBetween(String setting, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(setting + " must be " + min + " to " + max + ", not " + value);
        }
    }
}
