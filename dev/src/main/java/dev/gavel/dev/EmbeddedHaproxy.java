package dev.gavel.dev;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * This machine's HAProxy before nodes, set up by a file of {@code deploy}, which takes what it needs from its
 * environment. No store, but run like one.
 */
public final class EmbeddedHaproxy extends Store {
    private static final String NAME = "HAProxy";
    private static final String PROGRAM = "haproxy";
    /** Names another one than that of the path. */
    private static final String OWN_EXECUTABLE = "GAVEL_HAPROXY";

    private static final int CONNECT_MS_MAX = 1_000;

    private final Home home;
    private final Path executable;
    private final String settings;
    private final Map<String, String> environment;

    private EmbeddedHaproxy(Home home, Path executable, String settings, Map<String, String> environment) {
        super(NAME, home);
        this.home = home;
        this.executable = executable;
        this.settings = settings;
        this.environment = environment;
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
        return start(
                directory, "haproxy.cfg", Map.of("GAVEL_NODE_1", nodes.getFirst(), "GAVEL_NODE_2", nodes.getLast()));
    }

    /**
     * Starts one of these files with what it needs besides {@code GAVEL_LISTEN}.
     *
     * @param settings the file's name below {@code deploy}
     */
    static EmbeddedHaproxy start(Path directory, String settings, Map<String, String> environment) {
        Path executable = Programs.required(NAME, PROGRAM, OWN_EXECUTABLE, "haproxy");
        return opened(
                NAME, directory, home -> new EmbeddedHaproxy(home, executable, settings, Map.copyOf(environment)));
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    Child.Launch launch() {
        var set = new StringBuilder("global\n    setenv GAVEL_LISTEN 127.0.0.1:" + port() + "\n");
        environment.forEach((name, value) ->
                set.append("    setenv ").append(name).append(' ').append(value).append('\n'));
        home.write("nodes.cfg", set.toString());
        home.write("haproxy.cfg", deployed(settings));
        var command = List.of(executable.toString(), "-db", "-f", "nodes.cfg", "-f", "haproxy.cfg");
        return new Child.Launch(NAME, command, home.directory(), home.log(), Signal.KILL);
    }

    /** The text of a file of {@code deploy}. */
    static String deployed(String name) {
        try (InputStream file = EmbeddedHaproxy.class.getResourceAsStream("/deploy/" + name)) {
            if (file == null) {
                throw new StoreException(NAME, "deploy/" + name + " is missing in the build");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StoreException(NAME, "could not read deploy/" + name, e);
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
