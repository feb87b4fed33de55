package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.server.platform.StartupException;
import dev.gavel.shards.Buckets;
import io.lettuce.core.SetArgs;
import java.util.List;
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

    /** @throws StartupException naming the setting to change */
    public static void run(Arena arena, Buckets buckets) {
        String weakness = weakness(arena, buckets);
        if (weakness != null) {
            throw new StartupException(weakness);
        }
    }

    /** Why Redis does not hold what an acknowledgement promises, naming the setting to change; null if it does. */
    public static @Nullable String weakness(Arena arena, Buckets buckets) {
        for (Setting setting : NEEDED) {
            String value = arena.await(
                            "reading the setting " + setting.name() + " of Redis",
                            arena.server().configGet(setting.name()))
                    .get(setting.name());
            if (!setting.wanted().equals(value)) {
                return "Redis at " + arena.address() + " has " + setting.name() + " " + value
                        + ", but the durability level fsync needs " + setting.name() + " " + setting.wanted()
                        + "; set it in redis.conf or with CONFIG SET " + setting.name() + " " + setting.wanted();
            }
        }
        return otherBuckets(arena, buckets);
    }

    /** Which process of Redis this is; another after each start. */
    public static String run(Arena arena) {
        String info = arena.await("asking Redis for its run", arena.server().info("server"));
        return info.lines()
                .filter(line -> line.startsWith("run_id:"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Redis does not tell its run_id"));
    }

    private static @Nullable String otherBuckets(Arena arena, Buckets buckets) {
        byte[] count = Packed.decimal(buckets.count());
        arena.await("founding the arena", arena.server().set(FOUNDED, count, SetArgs.Builder.nx()));
        String founded = new String(
                arena.await("reading the number of buckets", arena.reads().get(FOUNDED)), US_ASCII);
        if (!founded.equals(Integer.toString(buckets.count()))) {
            return "Redis at " + arena.address() + " was founded with " + founded
                    + " buckets, but the setting buckets is " + buckets.count() + "; it can never change";
        }
        return null;
    }
}
