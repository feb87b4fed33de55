package dev.gavel.shards;

import java.time.Duration;

/**
 * Bounds on what a node takes from each shard.
 *
 * @param connectionsMax HikariCP's maximumPoolSize
 * @param connectionTimeout how long to wait for a free connection, at least HikariCP's 250 ms
 * @param socketTimeout how long one answer may take before the connection counts as lost; whole seconds
 * @param fanOutsMax how many queries over all shards may run at once; fewer than the connections, so that pages of
 *     history cannot keep the ledger's reader from its shard
 */
public record PoolConfig(int connectionsMax, Duration connectionTimeout, Duration socketTimeout, int fanOutsMax) {
    public static final PoolConfig DEFAULT = new PoolConfig(50, Duration.ofSeconds(5), Duration.ofSeconds(60), 32);

    public PoolConfig {
        if (connectionsMax < 2 || connectionsMax > 1000) {
            throw new IllegalArgumentException("connectionsMax is 2 to 1000, not " + connectionsMax);
        }
        if (connectionTimeout.toMillis() < 250) {
            throw new IllegalArgumentException("connectionTimeout is at least 250 ms, not " + connectionTimeout);
        }
        if (socketTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException("socketTimeout is at least 1 s, not " + socketTimeout);
        }
        if (fanOutsMax < 1 || fanOutsMax >= connectionsMax) {
            throw new IllegalArgumentException("fanOutsMax is 1 to connectionsMax - 1, not " + fanOutsMax);
        }
    }
}
