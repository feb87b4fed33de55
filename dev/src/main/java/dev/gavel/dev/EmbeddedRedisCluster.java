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

/** A real Redis Cluster of child processes: primaries that share the slots evenly, and a replica of each. */
public final class EmbeddedRedisCluster implements AutoCloseable {
    private static final String NAME = "Redis Cluster";
    private static final int SLOTS = 16_384;
    private static final Duration CALL_MAX = Duration.ofSeconds(10);
    private static final Duration FORMED_MAX = Duration.ofSeconds(60);
    /** How long a primary must be silent before a replica takes its place; less is shaky on a busy machine. */
    private static final String NODE_TIMEOUT_MS = "2000";

    /** After how long Redis gives up a replica's taking over in order. */
    private static final Duration FAIL_OVER_MAX = Duration.ofSeconds(5);

    private static final Map<String, String> SETTINGS = Map.of(
            "cluster-enabled", "yes",
            "cluster-config-file", "nodes.conf",
            "cluster-node-timeout", NODE_TIMEOUT_MS,
            // One primary's loss must not stop the others' buckets.
            "cluster-require-full-coverage", "no",
            "repl-diskless-sync-delay", "0");

    private final List<EmbeddedRedis> primaries = new ArrayList<>();
    private final List<EmbeddedRedis> replicas = new ArrayList<>();

    private EmbeddedRedisCluster() {}

    /** Starts and forms one; each server has a directory of its own in this one. */
    public static EmbeddedRedisCluster start(Path directory, int primaries) {
        return start(directory, primaries, Map.of());
    }

    /** As {@link #start(Path, int)} with more settings for each server, written as in redis.conf. */
    public static EmbeddedRedisCluster start(Path directory, int primaries, Map<String, String> more) {
        var settings = new HashMap<>(SETTINGS);
        settings.putAll(more);
        var cluster = new EmbeddedRedisCluster();
        try {
            for (int i = 0; i < primaries; i++) {
                cluster.primaries.add(EmbeddedRedis.start(directory.resolve("primary-" + i), settings));
                cluster.replicas.add(EmbeddedRedis.start(directory.resolve("replica-" + i), settings));
            }
            cluster.form();
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw new StoreException(NAME, "could not be formed: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** The primaries as they were when it was formed. */
    public List<EmbeddedRedis> primaries() {
        return List.copyOf(primaries);
    }

    /** The replica of each of {@link #primaries()}, in their order. */
    public List<EmbeddedRedis> replicas() {
        return List.copyOf(replicas);
    }

    /** All servers as seeds, separated by commas. */
    public String redisUris() {
        return all().stream().map(EmbeddedRedis::redisUri).collect(Collectors.joining(","));
    }

    private List<EmbeddedRedis> all() {
        var all = new ArrayList<>(primaries);
        all.addAll(replicas);
        return all;
    }

    private void form() throws IOException {
        EmbeddedRedis first = primaries.getFirst();
        for (EmbeddedRedis other : all()) {
            if (other != first) {
                call(first, "CLUSTER", "MEET", "127.0.0.1", Integer.toString(other.port()));
            }
        }
        int count = primaries.size();
        for (int i = 0; i < count; i++) {
            call(
                    primaries.get(i),
                    "CLUSTER",
                    "ADDSLOTSRANGE",
                    Integer.toString(i * SLOTS / count),
                    Integer.toString((i + 1) * SLOTS / count - 1));
        }
        await(
                "know each other",
                () -> all().stream().allMatch(server -> info(server, "cluster_known_nodes", 2 * count)));
        for (int i = 0; i < count; i++) {
            String primary = call(primaries.get(i), "CLUSTER", "MYID").getFirst();
            EmbeddedRedis replica = replicas.get(i);
            call(replica, "CLUSTER", "REPLICATE", primary);
        }
        await(
                "agree on the slots",
                () -> all().stream().allMatch(server -> says(server, "cluster_state:ok", "CLUSTER", "INFO")));
        await(
                "replicate",
                () -> replicas.stream()
                        .allMatch(server -> says(server, "master_link_status:up", "INFO", "replication")));
    }

    /**
     * Lets a replica take its primary's place in order, which loses nothing. Redis gives it up without a word when the
     * others refuse their votes, as they do while a slot's move is news to some; so it is asked again.
     */
    public void failOver(EmbeddedRedis replica) {
        await("promote a replica in order", () -> isPrimary(replica) || isPrimaryOnceAsked(replica));
    }

    private static boolean isPrimaryOnceAsked(EmbeddedRedis replica) {
        try {
            call(replica, "CLUSTER", "FAILOVER");
        } catch (IOException e) {
            return false;
        }
        return Wait.until(FAIL_OVER_MAX, () -> isPrimary(replica));
    }

    /** Whether this server decides now, as far as it knows itself. */
    public static boolean isPrimary(EmbeddedRedis server) {
        return says(server, "role:master", "INFO", "replication");
    }

    /** Returns when the replicas of this primary have all that it has. */
    public void awaitReplicated(EmbeddedRedis primary) {
        await("catch up", () -> {
            try {
                List<String> info =
                        call(primary, "INFO", "replication").getFirst().lines().toList();
                String offset = value(info, "master_repl_offset:");
                return info.stream()
                        .filter(line -> line.startsWith("slave"))
                        .allMatch(line -> line.contains("offset=" + offset + ","));
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static String value(List<String> info, String field) {
        return info.stream()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length()))
                .findFirst()
                .orElse("?");
    }

    /** Returns when this replica has become a primary. */
    public void awaitPrimary(EmbeddedRedis replica) {
        await("promote a replica", () -> isPrimary(replica));
    }

    /** Keeps a replica from hearing of its primary, until {@link #letHear}. */
    public void cutOff(EmbeddedRedis replica) {
        // A user whom no primary knows: the replica asks and asks, and is refused.
        primaryUser(replica, "nobody", "nothing");
    }

    /** Returns when the replica has what its primary has. */
    public void letHear(EmbeddedRedis replica) {
        primaryUser(replica, "", "");
        await("replicate", () -> says(replica, "master_link_status:up", "INFO", "replication"));
    }

    private static void primaryUser(EmbeddedRedis replica, String user, String password) {
        try {
            call(replica, "CONFIG", "SET", "masteruser", user);
            call(replica, "CONFIG", "SET", "masterauth", password);
            call(replica, "CLIENT", "KILL", "TYPE", "master");
        } catch (IOException e) {
            throw new StoreException(NAME, "could not change a replica: " + e.getMessage(), e);
        }
    }

    /** Moves the slot of a key's hash tag to another primary, as redis-cli does, key by key. */
    public void moveSlot(int slot, EmbeddedRedis from, EmbeddedRedis to) {
        try {
            String fromId = call(from, "CLUSTER", "MYID").getFirst();
            String toId = call(to, "CLUSTER", "MYID").getFirst();
            String number = Integer.toString(slot);
            call(to, "CLUSTER", "SETSLOT", number, "IMPORTING", fromId);
            call(from, "CLUSTER", "SETSLOT", number, "MIGRATING", toId);
            for (List<String> keys = keys(from, number); !keys.isEmpty(); keys = keys(from, number)) {
                var migrate = new ArrayList<>(
                        List.of("MIGRATE", "127.0.0.1", Integer.toString(to.port()), "", "0", "10000", "KEYS"));
                migrate.addAll(keys);
                call(from, migrate.toArray(String[]::new));
            }
            for (EmbeddedRedis primary : List.of(to, from)) {
                call(primary, "CLUSTER", "SETSLOT", number, "NODE", toId);
            }
        } catch (IOException e) {
            throw new StoreException(NAME, "could not move slot " + slot + ": " + e.getMessage(), e);
        }
    }

    private static List<String> keys(EmbeddedRedis of, String slot) throws IOException {
        return call(of, "CLUSTER", "GETKEYSINSLOT", slot, "100");
    }

    private static boolean info(EmbeddedRedis server, String field, int value) {
        return says(server, field + ":" + value, "CLUSTER", "INFO");
    }

    private static boolean says(EmbeddedRedis server, String line, String... command) {
        try {
            return call(server, command).getFirst().lines().anyMatch(line::equals);
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> call(EmbeddedRedis server, String... command) throws IOException {
        try (var connection = new RedisConnection(server.port(), CALL_MAX)) {
            return connection.call(command);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        if (!Wait.until(FORMED_MAX, condition)) {
            throw new StoreException(NAME, "its servers did not " + what + " within " + FORMED_MAX.toSeconds() + " s");
        }
    }

    @Override
    public void close() {
        all().forEach(EmbeddedRedis::close);
    }
}
