package dev.gavel.dev;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** This machine's HAProxy before two nodes, set up by {@code deploy/haproxy.cfg}. No store, but run like one. */
public final class EmbeddedHaproxy extends Store {
    private static final String NAME = "HAProxy";
    private static final String PROGRAM = "haproxy";
    /** Names another one than that of the path. */
    private static final String OWN_EXECUTABLE = "GAVEL_HAPROXY";

    private static final int CONNECT_MS_MAX = 1_000;

    private final Home home;
    private final Path executable;
    private final List<String> nodes;

    private EmbeddedHaproxy(Home home, Path executable, List<String> nodes) {
        super(NAME, home);
        this.home = home;
        this.executable = executable;
        this.nodes = nodes;
    }

    /** The program of this machine, if it has one. */
    public static Optional<Path> executable() {
        return Programs.find(PROGRAM, OWN_EXECUTABLE);
    }

    /**
     * Starts it.
     *
     * @param nodes two, each with host and port
     */
    public static EmbeddedHaproxy start(Path directory, List<String> nodes) {
        Path executable = Programs.required(NAME, PROGRAM, OWN_EXECUTABLE, "haproxy");
        return opened(NAME, directory, home -> new EmbeddedHaproxy(home, executable, List.copyOf(nodes)));
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    Child.Launch launch() {
        home.write("nodes.cfg", """
                global
                    presetenv GAVEL_LISTEN 127.0.0.1:%d
                    presetenv GAVEL_NODE_1 %s
                    presetenv GAVEL_NODE_2 %s
                """.formatted(port(), nodes.getFirst(), nodes.getLast()));
        home.write("haproxy.cfg", settings());
        var command = List.of(executable.toString(), "-db", "-f", "nodes.cfg", "-f", "haproxy.cfg");
        return new Child.Launch(NAME, command, home.directory(), home.log(), Signal.KILL);
    }

    private static String settings() {
        try (InputStream file = EmbeddedHaproxy.class.getResourceAsStream("/deploy/haproxy.cfg")) {
            if (file == null) {
                throw new StoreException(NAME, "deploy/haproxy.cfg is missing in the build");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StoreException(NAME, "could not read deploy/haproxy.cfg", e);
        }
    }

    @Override
    boolean isReady(Child candidate) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port()), CONNECT_MS_MAX);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
