package dev.gavel.server.arena;

import java.util.Map;

/**
 * What a server of Redis says of itself, for metrics.
 *
 * @param scripts calls of scripts since it was started
 * @param scriptSeconds that they took it
 * @param memoryMaxBytes its maxmemory; where it has none, the machine's memory
 * @param replicas how many are connected
 * @param replicaLags bytes that each replica is behind, by host and port
 * @param fsync {@link Fsync#UNKNOWN} where it does not measure how long it waits for its disk, or this node may not ask
 */
public record ServerSight(
        long scripts,
        double scriptSeconds,
        long memoryUsedBytes,
        long memoryMaxBytes,
        int replicas,
        Map<String, Long> replicaLags,
        Fsync fsync) {

    /**
     * Waits for the disk that were longer than Redis' latency-monitor-threshold.
     *
     * @param latestSeconds the last one; 0 if it was long ago
     * @param maxSeconds the longest since Redis was started
     */
    public record Fsync(double latestSeconds, double maxSeconds) {
        static final Fsync UNKNOWN = new Fsync(Double.NaN, Double.NaN);
    }
}
