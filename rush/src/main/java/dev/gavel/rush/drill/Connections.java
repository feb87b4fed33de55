package dev.gavel.rush.drill;

import static dev.gavel.rush.drill.Drill.between;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/** Somebody else's program takes all connections that PostgreSQL has, and keeps them for a while. */
final class Connections {
    /** PostgreSQL's word for too many connections. */
    private static final String TOO_MANY = "53300";

    private static final int TAKEN_MAX = 2_000;
    private static final Duration HELD_AGAINST_RETURN = Duration.ofMillis(20);

    private static final String END_OTHERS = """
            select count(pg_terminate_backend(pid))
            from pg_stat_activity
            where backend_type = 'client backend' and application_name <> 'drill'""";

    private Connections() {}

    static void play(Stage stage, Timeline time, SplittableRandom random) {
        // Not through the link of a node.
        String url = stage.stores().jdbcUrls().getFirst();
        String own = url + (url.contains("?") ? "&" : "?") + "ApplicationName=drill";
        time.await(between(random, 1_000, 1_500));
        Deque<Connection> taken = new ArrayDeque<>();
        try {
            time.mark("connections taken", () -> {
                takeAll(own, taken);
                // The nodes hold theirs: they lose them, and somebody else is quicker.
                endOthers(taken.element());
                takeAll(own, taken);
            });
            time.note(taken.size() + " of them");
            long until = System.nanoTime() + between(random, 1_000, 2_500).toNanos();
            while (System.nanoTime() < until) {
                endOthers(taken.element());
                takeAll(own, taken);
                time.pause(HELD_AGAINST_RETURN);
            }
        } finally {
            time.mark("given back", () -> giveBack(taken));
        }
    }

    private static void takeAll(String url, Deque<Connection> taken) {
        while (taken.size() < TAKEN_MAX) {
            try {
                taken.add(DriverManager.getConnection(url));
            } catch (SQLException e) {
                if (TOO_MANY.equals(e.getSQLState())) {
                    return;
                }
                throw new IllegalStateException("could not take a connection", e);
            }
        }
        throw new IllegalStateException("PostgreSQL has more than " + TAKEN_MAX + " connections");
    }

    private static void endOthers(Connection by) {
        try (Statement statement = by.createStatement()) {
            statement.execute(END_OTHERS);
        } catch (SQLException e) {
            throw new IllegalStateException("could not end the connections of the nodes", e);
        }
    }

    private static void giveBack(Deque<Connection> taken) {
        for (Connection each : taken) {
            try {
                each.close();
            } catch (SQLException e) {
                throw new IllegalStateException("could not give a connection back", e);
            }
        }
    }
}
