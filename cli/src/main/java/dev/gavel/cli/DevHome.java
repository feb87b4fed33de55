package dev.gavel.cli;

import dev.gavel.dev.DevStores;
import dev.gavel.server.Server;
import dev.gavel.server.ServerConfig;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.identity.Tokens;
import dev.gavel.server.platform.ConfigFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;

/** The directory of {@code gavel dev}: stores with their data, the key that signs its tokens, and its settings. */
final class DevHome {
    private static final int PROBE_MS_MAX = 500;

    private final Path directory;

    DevHome(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    Path directory() {
        return directory;
    }

    /** Settings by which any command reaches the stores while they run. */
    Path settingsFile() {
        return directory.resolve("gavel.yaml");
    }

    DevStores openStores() {
        return DevStores.open(directory.resolve("stores"));
    }

    Tokens tokens() {
        make(directory);
        return Tokens.withKeyIn(directory.resolve("signing-key.json"), InstantSource.system());
    }

    /** The settings of a server on these stores, also written to {@link #settingsFile}. */
    ServerConfig settings(DevStores stores, int port) {
        Path keySet = directory.resolve("key-set.json");
        ServerConfig settings = StoreSettings.of(stores, port, keySet);
        try {
            Files.writeString(keySet, tokens().publicKeySet());
            writeForOwner(settingsFile(), ConfigFile.print(settings));
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException("could not write the settings to " + directory, e);
        }
    }

    /** A server whose page offers {@link People}. */
    Server start(ServerConfig settings) {
        Tokens tokens = tokens();
        return Server.start(settings, KeySet.parse(tokens.publicKeySet()), People.of(tokens));
    }

    /**
     * Settings that reach the stores: those of the server that runs, or of stores that are started for this command.
     */
    ServerConfig attach(Running running) {
        if (!Files.exists(settingsFile())) {
            throw new CommandException(
                    "there is no " + settingsFile() + ": gavel dev makes it, in the directory from which"
                            + " it is started (or say where: --data DIR)");
        }
        ServerConfig settings = ServeCommand.load(settingsFile());
        return isUp(settings)
                ? settings
                : settings(running.add(openStores()), settings.api().port());
    }

    private static boolean isUp(ServerConfig settings) {
        String uri = settings.arena().redisUri();
        int port = Integer.parseInt(uri.substring(uri.lastIndexOf(':') + 1));
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_MS_MAX);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("could not make the directory " + directory, e);
        }
    }

    /** The settings hold the database's password. */
    private static void writeForOwner(Path file, String text) throws IOException {
        if (!Files.exists(file)
                && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, text);
    }
}
