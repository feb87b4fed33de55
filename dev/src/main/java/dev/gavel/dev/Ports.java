package dev.gavel.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that stay the same over restarts.
 *
 * <p>They lie below every system's range for outgoing connections (Linux 32768, macOS 49152). Inside it a client that
 * keeps trying to reach a killed store can be given that very port as its own, connect to itself, and so keep the store
 * from coming back. Plus 10,000, for the bus of a Redis Cluster, they stay below it too.
 */
final class Ports {
    static final int PORT_MIN = 16_000;
    static final int PORT_MAX = 22_000;
    private static final int TRIES_MAX = 200;

    private Ports() {}

    /** A port of 127.0.0.1 that nobody listens on now. */
    static int free() {
        for (var i = 0; i < TRIES_MAX; i++) {
            var port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("found no free port from " + PORT_MIN + " to " + PORT_MAX);
    }

    static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            // A connection of the last run that still lingers does not count: the stores reuse addresses, too.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The port written in this file, or 0 if there is none. */
    static int recorded(Path file) {
        try {
            return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException("could not read the port in " + file, e);
        } catch (NumberFormatException e) {
            throw new IllegalStateException(file + " does not hold a port: delete it for a new one", e);
        }
    }

    static void record(Path file, int port) {
        try {
            Files.writeString(file, port + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("could not write the port to " + file, e);
        }
    }
}
