package dev.gavel.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/** The files of a PostgreSQL: made once by initdb, whole or not at all. */
final class PostgresCluster {
    static final String NAME = "PostgreSQL";
    static final String USER = "gavel";
    private static final Duration INITDB_MAX = Duration.ofSeconds(60);
    private static final int PASSWORD_BYTES = 16;

    // 500 connections: two servers with a pool of 50 for each of four shards, and room for whoever looks on.
    private static final String SETTINGS = """
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            max_connections = 500
            fsync = on
            synchronous_commit = on
            full_page_writes = on
            shared_buffers = 64MB
            max_wal_size = 1GB
            jit = off
            timezone = 'UTC'
            log_timezone = 'UTC'
            log_checkpoints = off
            """;

    private final Home home;
    private final Path software;
    private final Unprivileged way;
    private final String password;

    private PostgresCluster(Home home, Path software, Unprivileged way, String password) {
        this.home = home;
        this.software = software;
        this.way = way;
        this.password = password;
    }

    /** The one in this home, made if there is none. */
    static PostgresCluster in(Home home, Function<Path, Unprivileged> wayToWrite) {
        var software = new Executables(Directories.cache()).postgres();
        var data = home.resolve("data");
        try {
            if (Files.isDirectory(data)) {
                return new PostgresCluster(home, software, wayToWrite.apply(data), readPassword(home));
            }
            var made = home.resolve("data.new");
            Directories.delete(made);
            Files.createDirectory(
                    made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            var cluster = new PostgresCluster(home, software, wayToWrite.apply(made), writePassword(home));
            cluster.initialise(made);
            Files.move(made, data, StandardCopyOption.ATOMIC_MOVE);
            return cluster;
        } catch (IOException e) {
            throw new StoreException(NAME, "could not make its data directory " + data + ": " + e, e);
        }
    }

    private void initialise(Path made) throws IOException {
        var passwordFile = home.resolve("password");
        way.own(passwordFile);
        var command = new ArrayList<>(way.prefix());
        command.addAll(List.of(
                software.resolve("bin/initdb").toString(),
                "--pgdata=" + made,
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                // Rounds protect a password that can be guessed; this one is 128 random bits.
                "--set=scram_iterations=1",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
        var initdb = Child.start(new Child.Launch(NAME, command, home.directory(), home.log(), Signal.KILL));
        if (!initdb.awaitExit(INITDB_MAX)) {
            initdb.signalTree(Signal.KILL);
            throw initdb.failure("initdb took longer than " + INITDB_MAX.toSeconds() + " s");
        }
        if (initdb.exitCode() != 0) {
            throw initdb.failure("initdb ended with exit code " + initdb.exitCode());
        }
        Files.writeString(
                made.resolve("postgresql.conf"), "include_if_exists = 'gavel.conf'\n", StandardOpenOption.APPEND);
    }

    String password() {
        return password;
    }

    List<String> serverCommand() {
        var command = new ArrayList<>(way.prefix());
        command.addAll(List.of(
                software.resolve("bin/postgres").toString(),
                "-D",
                home.resolve("data").toString()));
        return command;
    }

    void writeSettings(int port) {
        home.write("data/gavel.conf", SETTINGS + "port = " + port + "\n");
        way.own(home.resolve("data/gavel.conf"));
    }

    Path pidFile() {
        return home.resolve("data/postmaster.pid");
    }

    /**
     * After a kill the pid in postmaster.pid may have become somebody else's, and PostgreSQL, which only asks whether
     * it is alive, would refuse to start. The home's lock says that no other Gavel runs here.
     */
    void removeStrangersPid() {
        try {
            if (!Files.exists(pidFile())) {
                return;
            }
            var pid = Long.parseLong(Files.readAllLines(pidFile()).getFirst().strip());
            if (ProcessHandle.of(pid).map(this::isStranger).orElse(false)) {
                Files.delete(pidFile());
            }
        } catch (IOException | NumberFormatException e) {
            throw new StoreException(NAME, "could not make sense of " + pidFile() + ": " + e, e);
        }
    }

    private boolean isStranger(ProcessHandle process) {
        var data = home.resolve("data").toString();
        return process.info()
                .arguments()
                .map(arguments -> !List.of(arguments).contains(data))
                // Of another user, whose processes we cannot see: a server of ours is ours, or we are root.
                .orElse(true);
    }

    private static String readPassword(Home home) throws IOException {
        return Files.readString(home.resolve("password")).strip();
    }

    private static String writePassword(Home home) throws IOException {
        var bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        var password = HexFormat.of().formatHex(bytes);
        var file = home.resolve("password");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, password + "\n");
        return password;
    }
}
