package dev.gavel.dev;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** All the stores that a Gavel needs: a Redis for the arena and a PostgreSQL with four databases as ledger shards. */
public final class DevStores implements AutoCloseable {
    public static final int LEDGER_SHARDS = 4;

    private final Path directory;
    private final EmbeddedRedis redis;
    private final EmbeddedPostgres postgres;
    private final List<String> databases;
    private final Runnable afterwards;

    private DevStores(
            Path directory,
            EmbeddedRedis redis,
            EmbeddedPostgres postgres,
            List<String> databases,
            Runnable afterwards) {
        this.directory = directory;
        this.redis = redis;
        this.postgres = postgres;
        this.databases = databases;
        this.afterwards = afterwards;
    }

    /** Starts them with the data, and on the ports, that they had in this directory before. */
    public static DevStores open(Path directory) {
        return open(directory, () -> {});
    }

    /** Starts them empty; closing deletes their data. */
    public static DevStores temporary() {
        var directory = TemporaryDirectory.make();
        try {
            return open(directory, () -> TemporaryDirectory.delete(directory));
        } catch (RuntimeException e) {
            TemporaryDirectory.delete(directory);
            throw e;
        }
    }

    private static DevStores open(Path directory, Runnable afterwards) {
        var redis = EmbeddedRedis.start(directory.resolve("redis"));
        try {
            var postgres = EmbeddedPostgres.start(directory.resolve("postgres"));
            try {
                var names = IntStream.range(0, LEDGER_SHARDS)
                        .mapToObj(n -> "gavel" + n)
                        .toList();
                postgres.ensureDatabases(names);
                return new DevStores(directory, redis, postgres, names, afterwards);
            } catch (RuntimeException e) {
                postgres.close();
                throw e;
            }
        } catch (RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    /** Where their data are, and whatever else lives as long as they do. */
    public Path directory() {
        return directory;
    }

    public EmbeddedRedis redis() {
        return redis;
    }

    public EmbeddedPostgres postgres() {
        return postgres;
    }

    public String redisUri() {
        return redis.redisUri();
    }

    /** One for each ledger shard, in their order, with user and password inside. */
    public List<String> jdbcUrls() {
        return databases.stream().map(postgres::jdbcUrl).toList();
    }

    @Override
    public void close() {
        try (redis;
                postgres) {
            // Both are closed here, the second also if the first fails.
        } finally {
            afterwards.run();
        }
    }
}
