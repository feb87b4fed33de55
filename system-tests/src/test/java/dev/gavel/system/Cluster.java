package dev.gavel.system;

import dev.gavel.auction.AccountId;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import dev.gavel.shards.ShardAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Empty stores for one test, and servers that run on them. */
final class Cluster implements AutoCloseable {
    private static final int SHARDS = 2;
    private static final String HASTY = """
            admission:
              outstandingMax: 1000
              bidsPerSecond: 100000
              burst: 100000
            """;

    private final Path directory;
    private final List<String> databases;
    private final Tokens tokens = Tokens.withNewKey(InstantSource.system());
    private final List<Program> nodes = new ArrayList<>();

    /** @param directory an empty one, for settings and keys */
    Cluster(Path directory) {
        this(directory, "", SharedStores.redis().redisUri(), "fsync");
    }

    /** For tests in which a few accounts do the work of many. */
    static Cluster ofHastyBidders(Path directory) {
        return new Cluster(directory, HASTY, SharedStores.redis().redisUri(), "fsync");
    }

    /** The same on a Redis of the test's own, which it may slow down. */
    static Cluster ofHastyBiddersOn(Path directory, String redisUri) {
        return new Cluster(directory, HASTY, redisUri, "fsync");
    }

    /** The same on a Redis Cluster, whose replicas have to have what is answered. */
    static Cluster ofHastyBidders(Path directory, String seeds) {
        return new Cluster(directory, HASTY, seeds, "replica");
    }

    /** Behind a balancer, which has to see that a node ends. */
    static Cluster ofAnnouncingNodes(Path directory) {
        return new Cluster(directory, "", SharedStores.redis().redisUri(), "fsync", "  limits:\n    announceFor: 2s\n");
    }

    /** With the page's elements on pages of another origin. */
    static Cluster ofPagesElsewhere(Path directory, String origin) {
        return new Cluster(
                directory,
                "",
                SharedStores.redis().redisUri(),
                "fsync",
                "  clients:\n    origins: [\"%s\"]\n".formatted(origin));
    }

    /** Whose callers have tokens of a provider, where the page's visitors sign in. */
    static Cluster ofProvider(Path directory, IdentityProvider provider) {
        var cluster = new Cluster(directory);
        String settings = cluster.read("gavel.yaml");
        cluster.write("gavel.yaml", settings.replaceFirst("identity:\n.*\n", provider.settings()));
        return cluster;
    }

    private Cluster(Path directory, String moreSettings, String redisUri, String durability) {
        this(directory, moreSettings, redisUri, durability, "");
    }

    /** @param api more settings of the API, indented */
    private Cluster(Path directory, String moreSettings, String redisUri, String durability, String api) {
        this.directory = directory;
        SharedStores.reset();
        this.databases = SharedStores.freshDatabases(SHARDS);
        write("keys.json", tokens.publicKeySet());
        String settings = settings(redisUri, durability, databases, directory.resolve("keys.json"));
        write("gavel.yaml", settings.replace("  port: 0\n", "  port: 0\n" + api) + moreSettings);
    }

    /** Settings of a server on a free port. */
    static String settings(String redisUri, List<String> databases, Path keySet) {
        return settings(redisUri, "fsync", databases, keySet);
    }

    private static String settings(String redisUri, String durability, List<String> databases, Path keySet) {
        String shards = databases.stream()
                .map(url -> ShardAddress.parse("test", url))
                .map(shard -> "    - {url: \"%s\", user: \"%s\", password: \"%s\"}"
                        .formatted(shard.url(), shard.user(), shard.password()))
                .collect(Collectors.joining("\n"));
        return """
                api:
                  port: 0
                arena:
                  redisUri: "%s"
                  durability: %s
                identity:
                  keySet: %s
                offers:
                  pictures:
                    directory: "%s"
                ledger:
                  pool:
                    connectionsMax: 12
                    fanOutsMax: 8
                  shards:
                %s
                """.formatted(redisUri, durability, keySet, keySet.resolveSibling("pictures"), shards);
    }

    Path settingsFile() {
        return directory.resolve("gavel.yaml");
    }

    /** Starts another node without waiting for it. */
    Program node() {
        Program node = Program.start("serve", "--config", settingsFile().toString());
        nodes.add(node);
        return node;
    }

    String token(String account, Role role) {
        return tokens.mint(new AccountId(account), Set.of(role), Duration.ofHours(1));
    }

    /** A row of one column of each shard, in order. */
    List<Long> onEachShard(String sql) {
        return rows(sql, row -> row.getLong(1));
    }

    <T> List<T> rows(String sql, Row<T> read) {
        List<T> rows = new ArrayList<>();
        for (String url : databases) {
            try (var connection = DriverManager.getConnection(url);
                    var statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    rows.add(read.of(row));
                }
            } catch (SQLException e) {
                throw new IllegalStateException("asking the ledger failed", e);
            }
        }
        return rows;
    }

    interface Row<T> {
        T of(ResultSet row) throws SQLException;
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

    @Override
    public void close() {
        nodes.forEach(Program::close);
    }
}
