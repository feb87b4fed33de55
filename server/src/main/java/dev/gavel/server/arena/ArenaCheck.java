package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.server.platform.StartupException;
import dev.gavel.shards.Buckets;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.Map;

/** Holds Redis' configuration against what an acknowledgement promises, before the first bid is taken. */
public final class ArenaCheck {
    /** In the slot of no bucket; says how many buckets this arena was founded with. */
    private static final byte[] FOUNDED = "gavel:buckets".getBytes(US_ASCII);

    private ArenaCheck() {}

    /** @throws StartupException naming the setting to change */
    public static void run(Arena arena, Buckets buckets) {
        // Those that stand by as well: each may decide tomorrow.
        arena.redis().servers().values().forEach(server -> {
            require(arena, server, "appendonly", "yes");
            require(arena, server, "appendfsync", "always");
            require(arena, server, "maxmemory-policy", "noeviction");
        });
        requireBuckets(arena, buckets);
    }

    private static void require(Arena arena, RedisAsyncCommands<byte[], byte[]> server, String setting, String wanted) {
        Map<String, String> found =
                arena.await("reading the setting " + setting + " of Redis", server.configGet(setting));
        String value = found.get(setting);
        if (!wanted.equals(value)) {
            throw new StartupException("Redis at " + arena.address() + " has " + setting + " " + value
                    + ", but the durability level fsync needs " + setting + " " + wanted
                    + "; set it in redis.conf or with CONFIG SET " + setting + " " + wanted);
        }
    }

    private static void requireBuckets(Arena arena, Buckets buckets) {
        byte[] count = Packed.decimal(buckets.count());
        arena.await("founding the arena", arena.reads().set(FOUNDED, count, SetArgs.Builder.nx()));
        String founded = new String(
                arena.await("reading the number of buckets", arena.reads().get(FOUNDED)), US_ASCII);
        if (!founded.equals(Integer.toString(buckets.count()))) {
            throw new StartupException("Redis at " + arena.address() + " was founded with " + founded
                    + " buckets, but the setting buckets is " + buckets.count() + "; it can never change");
        }
    }
}
