package dev.gavel.server.ledger;

import dev.gavel.server.platform.StartupException;
import dev.gavel.shards.Shard;
import dev.gavel.shards.ShardAddress;
import dev.gavel.shards.Shards;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** Brings every shard's schema up to date, all shards at once. */
final class Schema {
    /** DETACH CONCURRENTLY (14) and NULLS NOT DISTINCT (15) are relied upon by operations. */
    private static final int SERVER_VERSION_MIN = 15;

    private static final int CONNECT_TIMEOUT_SECONDS = 5;

    /**
     * How a migration says that releases which do not know another one can no longer live with the schema: by its
     * file's name, {@code V9__needs_8__drop_what_7_wrote.sql}. Releases that do not know the file know its name, since
     * Flyway keeps it in the database.
     */
    private static final Pattern NEEDS = Pattern.compile("^needs (\\d{1,9})\\b");

    private Schema() {}

    /** @throws StartupException if a shard cannot be reached, is too old, or does not take the schema */
    static void migrate(Shards shards) {
        shards.onEach(
                shard -> onUsable(shard, flyway -> isNewer(shard, flyway) ? 0 : flyway.migrate().migrationsExecuted));
    }

    /**
     * As {@link #migrate}, but only looks where nothing is pending: a server's own role may do no more.
     *
     * @throws StartupException as there
     */
    static void migrateIfPending(Shards shards) {
        shards.onEach(shard -> onUsable(shard, flyway -> {
            if (isNewer(shard, flyway)) {
                return 0;
            }
            if (flyway.info().pending().length > 0) {
                return flyway.migrate().migrationsExecuted;
            }
            flyway.validate();
            return 0;
        }));
    }

    private static int onUsable(Shard shard, ToIntFunction<Flyway> work) {
        requireUsable(shard);
        try {
            return work.applyAsInt(flyway(shard));
        } catch (FlywayException e) {
            throw failure(shard, "does not take the ledger's schema", e);
        }
    }

    /**
     * Changes nothing.
     *
     * @throws StartupException if a shard cannot be reached, or its schema is not that of this release
     */
    static void requireMigrated(Shards shards) {
        shards.onEach(Schema::pending);
    }

    private static int pending(Shard shard) {
        requireUsable(shard);
        int pending;
        try {
            Flyway flyway = flyway(shard);
            pending = isNewer(shard, flyway) ? 0 : flyway.info().pending().length;
        } catch (FlywayException e) {
            throw failure(shard, "does not tell its schema", e);
        }
        if (pending > 0) {
            throw new StartupException("PostgreSQL " + shard + " has no ledger of this release: start a server on it"
                    + " first, or check " + shard.address().setting());
        }
        return pending;
    }

    /**
     * Whether a newer release has migrated the shard. Then this one changes nothing: its repeatable migrations would
     * put back what the newer one has replaced.
     *
     * @throws StartupException if a migration there says that this release cannot live with it
     */
    private static boolean isNewer(Shard shard, Flyway flyway) {
        MigrationInfo[] all = flyway.info().all();
        int own = Stream.of(all)
                .filter(one -> one.getVersion() != null && one.getState().isResolved())
                .mapToInt(one -> one.getVersion().getMajor().intValueExact())
                .max()
                .orElse(0);
        List<MigrationInfo> newer = Stream.of(all)
                .filter(one -> one.getState() == MigrationState.FUTURE_SUCCESS)
                .toList();
        for (MigrationInfo one : newer) {
            Matcher needs = NEEDS.matcher(String.valueOf(one.getDescription()));
            if (needs.find() && Integer.parseInt(needs.group(1)) > own) {
                throw new StartupException("PostgreSQL " + shard + " has migration " + one.getVersion()
                        + ", which needs a release that knows migration " + needs.group(1) + ", but this one knows "
                        + own + " at most; run a newer release");
            }
        }
        return !newer.isEmpty();
    }

    private static Flyway flyway(Shard shard) {
        ShardAddress address = shard.address();
        // Not from the pool: a migration may run for longer than the pool lets an answer take.
        return Flyway.configure(Schema.class.getClassLoader())
                .dataSource(address.url(), address.user(), address.password())
                .locations("classpath:db/migration")
                .load();
    }

    private static void requireUsable(Shard shard) {
        ShardAddress address = shard.address();
        var properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password());
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_TIMEOUT_SECONDS));
        properties.setProperty("loginTimeout", Integer.toString(CONNECT_TIMEOUT_SECONDS));
        try (Connection connection = DriverManager.getConnection(address.url(), properties)) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < SERVER_VERSION_MIN) {
                throw new StartupException("PostgreSQL " + shard + " is version " + version + ", but "
                        + SERVER_VERSION_MIN + " or newer is needed; check " + address.setting());
            }
        } catch (SQLException e) {
            throw failure(shard, "cannot be used", e);
        }
    }

    private static StartupException failure(Shard shard, String what, Exception why) {
        String reason = String.valueOf(why.getMessage()).lines().findFirst().orElse("no reason given");
        return new StartupException(
                "PostgreSQL " + shard + " " + what + ": " + reason + "; check "
                        + shard.address().setting(),
                why);
    }
}
