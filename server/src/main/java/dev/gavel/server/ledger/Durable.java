package dev.gavel.server.ledger;

import dev.gavel.server.platform.StartupException;
import dev.gavel.shards.Shard;
import dev.gavel.shards.Shards;
import java.sql.ResultSet;
import java.util.List;

/** Holds PostgreSQL's settings against what the durability {@code log} promises: what was committed stays. */
final class Durable {
    private static final List<String> MUST_NOT_BE_OFF = List.of("fsync", "synchronous_commit", "full_page_writes");

    private Durable() {}

    /** @throws StartupException naming the setting to change */
    static void require(Shards shards) {
        shards.onEach(shard -> {
            MUST_NOT_BE_OFF.forEach(setting -> require(shard, setting));
            return shard;
        });
    }

    private static void require(Shard shard, String setting) {
        String found = shard.run("reading the setting " + setting, connection -> {
            try (var statement = connection.prepareStatement("select current_setting(?)")) {
                statement.setString(1, setting);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getString(1);
                }
            }
        });
        if (found.equals("off")) {
            throw new StartupException("PostgreSQL's " + shard + " has " + setting
                    + " off, but the durability level log needs it on; set " + setting
                    + " = on in postgresql.conf, or change the setting arena.durability");
        }
    }
}
