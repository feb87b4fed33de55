package dev.gavel.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A real PostgreSQL 18 that keeps what it committed. */
public final class EmbeddedPostgres extends Store {
    private static final String NAME = PostgresCluster.NAME;
    private static final Pattern DATABASE = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final int STATUS_LINE = 7;

    private final Home home;
    private final PostgresCluster cluster;

    private EmbeddedPostgres(Home home, PostgresCluster cluster) {
        super(NAME, home);
        this.home = home;
        this.cluster = cluster;
    }

    /** Starts one in this directory, with the databases that an earlier one left there. */
    public static EmbeddedPostgres start(Path directory) {
        return start(directory, Unprivileged::forWriting);
    }

    static EmbeddedPostgres start(Path directory, Function<Path, Unprivileged> wayToWrite) {
        return opened(NAME, directory, home -> new EmbeddedPostgres(home, PostgresCluster.in(home, wayToWrite)));
    }

    /** Makes those of these databases that do not exist, and gives the JDBC URLs of all. */
    public List<String> ensureDatabases(List<String> names) {
        try (var connection = DriverManager.getConnection(jdbcUrl("postgres"));
                var statement = connection.createStatement()) {
            var existing = existing(connection);
            for (var name : names) {
                if (!DATABASE.matcher(name).matches()) {
                    throw new IllegalArgumentException("not the name of a database: " + name);
                }
                if (existing.add(name)) {
                    statement.execute("CREATE DATABASE " + name);
                }
            }
            return names.stream().map(this::jdbcUrl).toList();
        } catch (SQLException e) {
            throw new StoreException(NAME, "could not make the databases " + names + ": " + e.getMessage(), e);
        }
    }

    private static Set<String> existing(Connection connection) throws SQLException {
        var names = new HashSet<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT datname FROM pg_database")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** With user and password inside, so that it is all that a client needs. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database + "?user=" + PostgresCluster.USER + "&password="
                + cluster.password() + "&sslmode=disable&gssEncMode=disable";
    }

    public String user() {
        return PostgresCluster.USER;
    }

    public String password() {
        return cluster.password();
    }

    @Override
    Child.Launch launch() {
        cluster.removeStrangersPid();
        cluster.writeSettings(port());
        // QUIT is its immediate shutdown: it ends its own processes, and the next start recovers from the log.
        return new Child.Launch(NAME, cluster.serverCommand(), home.directory(), home.log(), Signal.QUIT);
    }

    @Override
    boolean isReady(Child candidate) {
        try {
            var pidFile = cluster.pidFile();
            var lines = Files.exists(pidFile) ? Files.readAllLines(pidFile) : List.<String>of();
            return lines.size() > STATUS_LINE
                    && lines.getFirst().strip().equals(Long.toString(candidate.pid()))
                    && lines.get(STATUS_LINE).strip().equals("ready");
        } catch (IOException e) {
            // Replaced or removed between the look and the reading.
            return false;
        }
    }

    @Override
    boolean isHeldByLastRun(Child ended) {
        return ended.logTail().contains("pre-existing shared memory block");
    }

    @Override
    Signal stopSignal() {
        return Signal.INT;
    }
}
