package dev.gavel.dev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** HAProxy before two generations of nodes, with the command by which an operator says who is live. */
public final class BlueGreen implements AutoCloseable {
    private static final String NAME = "the switch";
    private static final Duration SWITCH_MAX = Duration.ofSeconds(20);

    private final EmbeddedHaproxy haproxy;
    private final Path command;
    private final Path live;
    private final String admin;

    private BlueGreen(EmbeddedHaproxy haproxy, Path command, Path live, String admin) {
        this.haproxy = haproxy;
        this.command = command;
        this.live = live;
        this.admin = admin;
    }

    /**
     * Starts it with the blue ones live.
     *
     * @param blue host and port of a node, as the other
     */
    public static BlueGreen start(Path directory, String blue, String green) {
        Path live = directory.resolveSibling(directory.getFileName() + "-live.map");
        Path command = directory.resolveSibling(directory.getFileName() + "-switch");
        try {
            Files.writeString(live, "live blue\n");
            Files.writeString(command, EmbeddedHaproxy.deployed("switch"));
        } catch (IOException e) {
            throw new StoreException(NAME, "could not be written to " + directory, e);
        }
        String admin = "127.0.0.1:" + Ports.free();
        return new BlueGreen(
                EmbeddedHaproxy.start(
                        directory,
                        "haproxy-blue-green.cfg",
                        Map.of(
                                "GAVEL_BLUE_1",
                                blue,
                                "GAVEL_GREEN_1",
                                green,
                                "GAVEL_LIVE",
                                live.toString(),
                                "GAVEL_ADMIN",
                                "ipv4@" + admin)),
                command,
                live,
                admin);
    }

    public String url() {
        return haproxy.url();
    }

    /**
     * Runs {@code deploy/switch}.
     *
     * @param what {@code blue}, {@code green} or {@code show}
     * @return what it printed
     * @throws StoreException if it refuses
     */
    public List<String> run(String what) {
        try {
            Process process = new ProcessBuilder(
                            "bash", command.toString(), "--admin", admin, "--map", live.toString(), what)
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(SWITCH_MAX.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new StoreException(NAME, "did not switch to " + what + ": " + said.strip());
            }
            return said.lines().toList();
        } catch (IOException e) {
            throw new StoreException(NAME, "could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(NAME, "was interrupted", e);
        }
    }

    @Override
    public void close() {
        haproxy.close();
    }
}
