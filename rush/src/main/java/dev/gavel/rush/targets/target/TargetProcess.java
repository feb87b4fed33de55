package dev.gavel.rush.targets;

import dev.gavel.rush.rival.RivalServer;
import dev.gavel.server.Server;
import dev.gavel.server.ServerConfig;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.platform.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process of a server under a rush. Says its port, and ends when its standard input does. */
final class TargetProcess {
    static final String GAVEL = "gavel";
    static final String RIVAL = "rival";
    static final String PORT = "port";

    private TargetProcess() {}

    /** @param arguments which one, a file with its configuration, a file with the public keys of tokens */
    public static void main(String[] arguments) throws IOException {
        Path settings = Path.of(arguments[1]);
        KeySet keys = KeySet.load(Path.of(arguments[2]));
        switch (arguments[0]) {
            case GAVEL -> {
                var config = ConfigFile.load(settings, ServerConfig.class, ServerConfig.DEFAULT, System::getenv);
                try (Server server = Server.start(config, keys)) {
                    serve(server.port());
                }
            }
            case RIVAL -> {
                try (var server = RivalServer.start(Files.readString(settings).strip(), keys)) {
                    serve(server.port());
                }
            }
            default -> throw new IllegalArgumentException("there is no target " + arguments[0]);
        }
    }

    private static void serve(int port) throws IOException {
        System.out.println(PORT + " " + port);
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
    }
}
