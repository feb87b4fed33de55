package dev.gavel.rush.targets;

import dev.gavel.rush.rival.RivalServer;
import dev.gavel.server.Server;
import dev.gavel.server.ServerConfig;
import dev.gavel.server.arena.BuildInfo;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.platform.ConfigFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process of a server under a rush. Says its port, tells what memory it needs and sets its clock when asked, and
 * ends in order when its standard input does, or by SIGTERM.
 */
final class TargetProcess {
    static final String GAVEL = "gavel";
    static final String RIVAL = "rival";
    static final String PORT = "port";
    static final String MEMORY = "memory";
    static final String CLOCK = "clock";
    static final String SCRIPTS = "scripts";

    private TargetProcess() {}

    /** @param arguments which one, a file with its configuration, a file with the public keys of tokens */
    public static void main(String[] arguments) throws IOException {
        Path settings = Path.of(arguments[1]);
        KeySet keys = KeySet.load(Path.of(arguments[2]));
        switch (arguments[0]) {
            case GAVEL -> {
                var config = ConfigFile.load(settings, ServerConfig.class, ServerConfig.DEFAULT, System::getenv);
                Server server = Server.start(config, keys);
                serve(server, server.port());
            }
            case RIVAL -> {
                var server = RivalServer.start(Files.readString(settings).strip(), keys);
                serve(server, server.port());
            }
            default -> throw new IllegalArgumentException("there is no target " + arguments[0]);
        }
    }

    private static void serve(AutoCloseable server, int port) throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server), "target-end"));
        System.out.println(PORT + " " + port);
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(CLOCK)) {
                    WallClock.step(Long.parseLong(line.substring(CLOCK.length()).strip()));
                    System.out.println(CLOCK + " " + WallClock.read().toEpochMilli());
                } else if (line.equals(SCRIPTS)) {
                    System.out.println(SCRIPTS + " " + BuildInfo.own().scripts());
                } else if (line.equals(MEMORY)) {
                    System.out.println(MEMORY + " " + Memory.ofThisJvm().line());
                }
            }
        }
        System.exit(0);
    }

    /** Also after SIGTERM, as {@code gavel serve} ends. */
    private static void end(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("could not end " + server + " in order", e);
        }
    }
}
