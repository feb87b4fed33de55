package dev.gavel.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The command {@code gavel} as a child process, on the class path of these tests. */
final class Program implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration READ_MAX = Duration.ofSeconds(5);
    private static final Pattern SERVES = Pattern.compile("Gavel serves on http://127\\.0\\.0\\.1:(\\d+)");
    /** The servers of these tests live for seconds: the second compiler would only take their CPU. */
    private static final List<String> JAVA_OPTIONS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx384m");

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;
    private final Thread atExit;

    private Program(Process process) {
        this.process = process;
        this.readers = List.of(read(process.getInputStream(), out), read(process.getErrorStream(), err));
        this.atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    static Program start(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(JAVA_OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.gavel.cli.Gavel"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** Another command than that of the class path, such as one of {@code deploy}. */
    static Program run(List<String> command) {
        try {
            return new Program(new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw new UncheckedIOException("could not start " + String.join(" ", command), e);
        }
    }

    /** Whether this machine has such a command. */
    static boolean isInstalled(String command) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
    }

    /** The port of a server, once it takes requests. */
    int port() {
        await("the server listens")
                .atMost(START_MAX)
                .until(() -> !process.isAlive() || servedPort().isPresent());
        return servedPort().orElseThrow(() -> new AssertionError("the server ended instead: " + err));
    }

    private Optional<Integer> servedPort() {
        return out.stream()
                .map(SERVES::matcher)
                .filter(matcher -> matcher.find())
                .map(matcher -> Integer.parseInt(matcher.group(1)))
                .findFirst();
    }

    /** Waits for its end; all of its output is there then. */
    int exitCode(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + atMost + "; stdout " + out + ", stderr " + err);
            }
            for (Thread reader : readers) {
                if (!reader.join(READ_MAX)) {
                    throw new AssertionError("somebody else holds its output open");
                }
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a program", e);
        }
    }

    List<String> out() {
        return out;
    }

    List<String> err() {
        return err;
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private static Thread read(InputStream from, List<String> lines) {
        return Thread.ofVirtual().start(() -> {
            try (var reader = new BufferedReader(new InputStreamReader(from, UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                lines.add("(the rest cannot be read: " + e + ")");
            }
        });
    }
}
