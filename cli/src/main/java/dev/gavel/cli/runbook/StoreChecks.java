package dev.gavel.cli.runbook;

import dev.gavel.cli.Running;
import dev.gavel.server.ServerConfig;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaCheck;
import dev.gavel.server.arena.RedisServer;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.shards.ShardAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** What the stores themselves are asked. */
enum StoreChecks {
    REDIS,
    POSTGRES;

    private static final String CONNECT_SECONDS_MAX = "5";

    /** A line for each figure that is asked: name, what is bad of it, what to do then. */
    private record Field(String name, String good, String next) {}

    private static final List<Field> OF_REDIS = List.of(
            new Field("aof_last_write_status", "ok", "Redis cannot write its log: look at its disk and its own log"),
            new Field("aof_last_bgrewrite_status", "ok", "rewriting the log failed: look at its disk and memory"),
            new Field("aof_rewrite_in_progress", "0", "a rewrite makes fsync slow until it is done: wait for its end"),
            // Only of a replica.
            new Field("master_link_status", "up", "this replica has lost its primary"));

    private record Question(String what, String sql, double most, Unit unit, String next) {}

    private static final List<Question> OF_POSTGRES = List.of(
            new Question(
                    "oldest transaction",
                    "select coalesce(extract(epoch from max(now() - xact_start)), 0) from pg_stat_activity"
                            + " where backend_type = 'client backend' and pid <> pg_backend_pid()",
                    60,
                    Unit.SECONDS,
                    "look at pg_stat_activity for who holds it open"),
            new Question(
                    "waiting for locks",
                    "select count(*) from pg_stat_activity where wait_event_type = 'Lock'",
                    0,
                    Unit.COUNT,
                    "select pid, pg_blocking_pids(pid) from pg_stat_activity shows for whom"),
            new Question(
                    "connections, as a share of max_connections",
                    "select count(*)::float8 / current_setting('max_connections')::int from pg_stat_activity",
                    0.9,
                    Unit.SHARE,
                    "lower ledger.pool.connectionsMax, or raise max_connections"),
            new Question(
                    "its standbys are behind by",
                    "select coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)), 0) from pg_stat_replication",
                    64 << 20,
                    Unit.BYTES,
                    "a standby that does not follow keeps its log here, and the disk fills"));

    List<Finding> run(ServerConfig settings) {
        return switch (this) {
            case REDIS -> redis(settings);
            case POSTGRES -> postgres(settings);
        };
    }

    private static List<Finding> redis(ServerConfig settings) {
        List<Finding> findings = new ArrayList<>();
        try (Running running = Running.begin()) {
            Arena arena = running.add(Arena.connect(settings.arena(), new ScriptTime.Redis()));
            for (RedisServer server : arena.servers()) {
                String weakness = ArenaCheck.weakness(arena, server);
                findings.add(
                        weakness == null
                                ? Finding.ok("Redis at " + server.address() + " keeps what "
                                        + settings.arena().durability() + " promises")
                                : Finding.bad("Redis at " + server.address() + " does not keep its promise", weakness));
                findings.addAll(redis("Redis at " + server.address(), info(arena, server)));
            }
            ArenaCheck.eachStandby(
                    arena, server -> findings.addAll(redis("the replica at " + server.address(), info(arena, server))));
        } catch (RuntimeException e) {
            // Which of many: what cannot be reached is what this page is about, and its message says how.
            findings.add(Finding.bad("Redis does not answer", String.valueOf(e.getMessage())));
        }
        return findings;
    }

    private static String info(Arena arena, RedisServer server) {
        return arena.await("asking Redis how it is", server.reads().info("everything"));
    }

    private static List<Finding> redis(String server, String info) {
        Map<String, String> fields = info.lines()
                .filter(line -> line.contains(":"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')),
                        line -> line.substring(line.indexOf(':') + 1),
                        (first, _) -> first));
        return OF_REDIS.stream()
                .filter(field -> fields.containsKey(field.name()))
                .map(field -> {
                    String value = fields.getOrDefault(field.name(), "");
                    String what = server + ", " + field.name() + ": " + value;
                    return value.equals(field.good()) ? Finding.ok(what) : Finding.bad(what, field.next());
                })
                .toList();
    }

    private static List<Finding> postgres(ServerConfig settings) {
        List<Finding> findings = new ArrayList<>();
        int shard = 0;
        for (ShardAddress address : settings.ledger().addresses()) {
            String name = "shard " + shard++ + " at " + address.place();
            var login = new Properties();
            login.setProperty("user", address.user());
            login.setProperty("password", address.password());
            login.setProperty("connectTimeout", CONNECT_SECONDS_MAX);
            login.setProperty("socketTimeout", CONNECT_SECONDS_MAX);
            try (Connection connection = DriverManager.getConnection(address.url(), login)) {
                for (Question question : OF_POSTGRES) {
                    findings.add(ask(connection, name, question));
                }
            } catch (SQLException e) {
                findings.add(Finding.bad(name + " cannot be asked", String.valueOf(e.getMessage())));
            }
        }
        return findings;
    }

    private static Finding ask(Connection connection, String name, Question question) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question.sql())) {
            row.next();
            double value = row.getDouble(1);
            String what = name + ", " + question.what() + ": " + question.unit().text(value);
            return value > question.most() ? Finding.bad(what, question.next()) : Finding.ok(what);
        }
    }
}
