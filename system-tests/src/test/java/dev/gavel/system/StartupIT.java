package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.identity.Tokens;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that cannot keep its promises does not start, and says in one line what to change. */
final class StartupIT {
    private static final Duration END_MAX = Duration.ofSeconds(60);
    /** Nobody listens there: the port is reserved for a protocol that is long gone. */
    private static final String NOBODY = "127.0.0.1:9";

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private Path directory;

    @BeforeEach
    void writeKeys() {
        write("keys.json", Tokens.withNewKey(InstantSource.system()).publicKeySet());
    }

    @Test
    void withoutRedis() {
        assertRefuses(settings("redis://" + NOBODY, SharedStores.freshDatabases(1)), "Redis", NOBODY, "arena.redisUri");
    }

    @Test
    void onARedisThatAcknowledgesBeforeItsDiskHasIt() {
        try (var redis = EmbeddedRedis.start(directory.resolve("redis"), Map.of("appendfsync", "everysec"))) {
            assertRefuses(settings(redis.redisUri(), List.of()), "Redis", ":" + redis.port(), "appendfsync always");
        }
    }

    @Test
    void onARedisThatEvicts() {
        try (var redis = EmbeddedRedis.start(directory.resolve("redis"), Map.of("maxmemory-policy", "allkeys-lru"))) {
            assertRefuses(
                    settings(redis.redisUri(), List.of()), "Redis", ":" + redis.port(), "maxmemory-policy noeviction");
        }
    }

    @Test
    void withTheWrongPasswordForPostgres() {
        String database = SharedStores.freshDatabases(1).getFirst();
        String wrong = database.replaceFirst("password=[^&]*", "password=wrong");
        assertRefuses(sharedRedis(List.of(wrong)), "PostgreSQL", place(database), "ledger.shards[0]");
    }

    @Test
    void withoutPostgres() {
        String nobody = "jdbc:postgresql://" + NOBODY + "/gavel?user=gavel&password=secret";
        assertRefuses(sharedRedis(List.of(nobody)), "PostgreSQL", NOBODY, "ledger.shards[0]");
    }

    @Test
    void withAnotherNumberOfBucketsThanTheClusterWasFoundedWith() {
        try (var cluster = new Cluster(directory)) {
            Program node = cluster.node();
            assertThat(node.port()).isPositive();
            node.terminate();
            node.exitCode(END_MAX);
            assertRefuses(read("gavel.yaml") + "buckets: 128\n", "Redis", "founded with 64 buckets", "setting buckets");
        }
    }

    @Test
    void onAnArenaThatANewerBuildWrites() {
        try (var redis = EmbeddedRedis.start(directory.resolve("redis"), Map.of());
                var client = RedisClient.create(redis.redisUri());
                var connection = client.connect()) {
            connection.sync().set("gavel:format", "7");
            assertRefuses(settings(redis.redisUri(), List.of()), "written in format 7", "this build knows format 1;");
        }
    }

    @Test
    void withKeysThatCannotBeRead() {
        write("keys.json", "{\"keys\":[]}");
        assertRefuses(
                sharedRedis(List.of()),
                "identity.keySet",
                directory.resolve("keys.json").toString(),
                "no key");
    }

    @Test
    void withASettingThatDoesNotExist() {
        assertRefuses(sharedRedis(List.of()) + "bidding:\n  waitMx: 5s\n", "bidding.waitMx", "waitMax", "wrong.yaml");
    }

    private void assertRefuses(String settings, String... names) {
        write("wrong.yaml", settings);
        try (Program server = Program.start(
                "serve", "--config", directory.resolve("wrong.yaml").toString())) {
            int code = server.exitCode(END_MAX);
            assertThat(server.err()).hasSize(1);
            assertThat(server.err().getFirst()).contains(names).doesNotContain("wrong@", "secret");
            assertThat(code).isEqualTo(1);
            assertThat(server.out()).isEmpty();
        }
    }

    private String sharedRedis(List<String> databases) {
        return settings(SharedStores.redis().redisUri(), databases);
    }

    private String settings(String redisUri, List<String> databases) {
        List<String> some = databases.isEmpty() ? SharedStores.freshDatabases(1) : databases;
        return Cluster.settings(redisUri, some, directory.resolve("keys.json"));
    }

    private static String place(String database) {
        return database.substring("jdbc:postgresql://".length(), database.indexOf('?'));
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + file, e);
        }
    }

    private void write(String file, String text) {
        try {
            Files.writeString(directory.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException("could not write " + file, e);
        }
    }
}
