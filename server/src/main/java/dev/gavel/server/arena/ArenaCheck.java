package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.server.platform.StartupException;
import dev.gavel.shards.Buckets;
import io.lettuce.core.SetArgs;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds Redis' configuration against what an acknowledgement promises: before the first bid, and ever after. */
public final class ArenaCheck {
    /** In the slot of no bucket; says how many buckets this arena was founded with. */
    private static final byte[] FOUNDED = "gavel:buckets".getBytes(US_ASCII);

    private static final List<Setting> NEEDED = List.of(
            new Setting("appendonly", "yes"),
            new Setting("appendfsync", "always"),
            new Setting("maxmemory-policy", "noeviction"));

    private record Setting(String name, String wanted) {}

    private ArenaCheck() {}

    /**
     * Checks the servers that stand by, too: each may decide tomorrow.
     *
     * @throws StartupException naming the setting to change
     */
    public static void run(Arena arena, Buckets buckets) {
        arena.servers().forEach(server -> require(weakness(arena, server)));
        arena.eachStandby(server -> require(wrongSetting(arena, server)));
        require(foreign(arena, buckets));
    }

    /** Shows the servers that stand by and can be reached. Those of a single Redis, only itself knows. */
    public static void eachStandby(Arena arena, Consumer<RedisServer> look) {
        arena.eachStandby(look);
    }

    private static void require(@Nullable String weakness) {
        if (weakness != null) {
            throw new StartupException(weakness);
        }
    }

    /**
     * Why a server that decides does not hold what an acknowledgement promises, naming the setting to change; null if
     * it does.
     */
    public static @Nullable String weakness(Arena arena, RedisServer server) {
        String wrong = wrongSetting(arena, server);
        return wrong == null ? replicasMissing(arena, server) : wrong;
    }

    private static @Nullable String replicasMissing(Arena arena, RedisServer server) {
        if (arena.config().durability() != Durability.REPLICA) {
            return null;
        }
        int needed = arena.config().replica().count();
        int found = Replicas.keepingUp(
                arena.await("asking Redis for its replicas", server.reads().info("replication")));
        return found >= needed
                ? null
                : "Redis at " + server.address() + " has " + found + " replicas that keep up, but the durability level "
                        + arena.config().durability() + " needs " + needed
                        + "; start them, or change the setting arena.replica.count or arena.durability";
    }

    private static @Nullable String wrongSetting(Arena arena, RedisServer server) {
        for (Setting setting : NEEDED) {
            String value = arena.await(
                            "reading the setting " + setting.name() + " of Redis",
                            server.reads().configGet(setting.name()))
                    .get(setting.name());
            if (!setting.wanted().equals(value)) {
                return "Redis at " + server.address() + " has " + setting.name() + " " + value
                        + ", but the durability level " + arena.config().durability() + " needs " + setting.name() + " "
                        + setting.wanted()
                        + "; set it in redis.conf or with CONFIG SET " + setting.name() + " " + setting.wanted();
            }
        }
        return null;
    }

    /**
     * Which history of Redis this is: of one process, and from one promotion of a replica to the next. Another one may
     * hold less.
     */
    public static String history(Arena arena, RedisServer server) {
        String info = arena.await("asking Redis for its run", server.reads().info("server"))
                + arena.await("asking Redis for its history", server.reads().info("replication"));
        return info.lines()
                .filter(line -> line.startsWith("run_id:") || line.startsWith("master_replid:"))
                .collect(Collectors.joining(" "));
    }

    /** Why this build may not write the arena with so many buckets; null if it may. Founds it if nobody has. */
    public static @Nullable String foreign(Arena arena, Buckets buckets) {
        String other = otherBuckets(arena, buckets);
        return other == null ? arena.format().trouble() : other;
    }

    /** Why these are not the buckets that the arena was founded with; null if they are. Founds it if nobody has. */
    private static @Nullable String otherBuckets(Arena arena, Buckets buckets) {
        byte[] count = Packed.decimal(buckets.count());
        arena.await("founding the arena", arena.shared(FOUNDED).set(FOUNDED, count, SetArgs.Builder.nx()));
        String founded = new String(
                arena.await(
                        "reading the number of buckets", arena.shared(FOUNDED).get(FOUNDED)),
                US_ASCII);
        if (!founded.equals(Integer.toString(buckets.count()))) {
            return "Redis at " + arena.address() + " was founded with " + founded
                    + " buckets, but the setting buckets is " + buckets.count() + "; it can never change";
        }
        return null;
    }
}
