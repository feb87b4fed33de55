package dev.gavel.rush.drill;

import static dev.gavel.rush.drill.Drill.between;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL cannot make a table longer, while it can still commit: as on a disk that is full but for its log.
 *
 * <p>Implementation notes. The limit is that of the system on the length of a file, at the 16 MiB that a segment of
 * PostgreSQL's log has, so that the log fits and a longer table does not. So the partitions that bids go into are made
 * longer first, by rows that are rolled back: what follows has to go behind them. The limit is set on the postmaster,
 * whose new processes have it; those of the nodes are ended, and come again with it. Then it is taken off each.
 */
final class FullDisk {
    static final String NAME = "disk-full";
    private static final String PROGRAM = "prlimit";
    private static final long FILE_BYTES_MAX = 16L << 20;
    private static final String SYMPTOM = "could not extend file";
    private static final long PROGRAM_SECONDS_MAX = 10;

    /** Rows that fill a page each, so that none is left with room for a bid. */
    private static final String GROW = """
            do $$
            declare
                part regclass := to_char(now() at time zone 'UTC', '"decision_"YYYY_MM')::regclass;
                page text := (select string_agg(md5(random()::text), '') from generate_series(1, 251));
            begin
                if pg_relation_size(part) < 20 * 1024 * 1024 then
                    execute format('alter table %s set (autovacuum_enabled = false)', part);
                    begin
                        execute format('insert into %s select -g, 1, now(), 0, ''{}'', $1, ''{}''
                                        from generate_series(1, 2560) as g', part) using page;
                        raise exception sqlstate 'GV001';
                    exception when sqlstate 'GV001' then
                        null;
                    end;
                end if;
            end $$""";

    /** With the limit: rows shorter than those of bids, until there is no room for another one. */
    private static final String FILL = """
            do $$
            declare
                part regclass := to_char(now() at time zone 'UTC', '"decision_"YYYY_MM')::regclass;
            begin
                for g in 1..100000 loop
                    execute format('insert into %s values (-1, $1, now(), 0, ''{}'', ''-'', ''{}'')', part) using g;
                end loop;
                raise exception 'there is still room';
            exception when others then
                if sqlerrm not like '%could not extend%' then
                    raise;
                end if;
            end $$""";

    private static final String OTHERS = """
            select pid
            from pg_stat_activity
            where backend_type = 'client backend' and pid <> pg_backend_pid()""";
    private static final String END_OTHERS = """
            select count(pg_terminate_backend(pid))
            from pg_stat_activity
            where backend_type = 'client backend' and pid <> pg_backend_pid()""";

    private FullDisk() {}

    /** Why it cannot be played on this machine; null where it can. */
    static @Nullable String impossible() {
        try {
            run("--version");
            return null;
        } catch (UncheckedIOException e) {
            return NAME + " needs the program " + PROGRAM + " (util-linux), which is not here";
        }
    }

    static void play(Stage stage, Timeline time, SplittableRandom random) {
        String postmaster = Long.toString(stage.stores().postgres().pid());
        Path log = stage.directory().resolve("stores").resolve("postgres").resolve("log");
        stage.stores().jdbcUrls().forEach(url -> execute(url, GROW));
        time.await(between(random, 1_000, 2_000));
        String url = stage.stores().jdbcUrls().getFirst();
        long before;
        try {
            time.mark("no file of PostgreSQL may grow beyond 16 MiB", () -> {
                limit(postmaster, FILE_BYTES_MAX + ":");
                execute(url, END_OTHERS);
                stage.stores().jdbcUrls().forEach(shard -> execute(shard, FILL));
            });
            before = symptoms(log);
            time.pause(between(random, 2_000, 3_500));
        } finally {
            time.mark("they may again", () -> {
                limit(postmaster, "unlimited:");
                pids(url).forEach(pid -> limit(pid, "unlimited:"));
            });
        }
        long failed = symptoms(log) - before;
        time.note(failed + " times a file could not grow");
        if (failed == 0) {
            throw new IllegalStateException("the drill broke nothing: PostgreSQL never said '" + SYMPTOM + "'");
        }
    }

    /** @param soft for the soft limit alone, which may be raised again by whoever set it */
    private static void limit(String pid, String soft) {
        run("--pid", pid, "--fsize=" + soft);
    }

    private static void run(String... arguments) {
        try {
            Process process = new ProcessBuilder(Stream.concat(Stream.of(PROGRAM), Stream.of(arguments))
                            .toList())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PROGRAM_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(PROGRAM + " does not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not run " + PROGRAM, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + PROGRAM, e);
        }
    }

    private static long symptoms(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(SYMPTOM)).count();
        } catch (IOException e) {
            throw new UncheckedIOException("could not read PostgreSQL's log " + log, e);
        }
    }

    private static void execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("could not prepare PostgreSQL for the drill", e);
        }
    }

    private static List<String> pids(String url) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(OTHERS)) {
            List<String> pids = new ArrayList<>();
            while (row.next()) {
                pids.add(row.getString(1));
            }
            return pids;
        } catch (SQLException e) {
            throw new IllegalStateException("could not ask PostgreSQL for its processes", e);
        }
    }
}
