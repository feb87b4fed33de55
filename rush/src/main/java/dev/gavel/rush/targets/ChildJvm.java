package dev.gavel.rush.targets;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A JVM with the classes of this one, which is talked to in lines. It reads its standard input, whose end tells it to
 * end, also when this process was killed.
 */
public final class ChildJvm implements AutoCloseable {
    private static final Duration END_MAX = Duration.ofSeconds(20);
    private static final List<String> OPTIONS =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Xmx2g");

    private final String name;
    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;

    private ChildJvm(String name, Process process) {
        this.name = name;
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /** @param name for messages; what it says on its standard error goes to ours */
    public static ChildJvm start(String name, Class<?> main, String... arguments) {
        return start(name, ProcessBuilder.Redirect.INHERIT, List.of(), main, arguments);
    }

    /**
     * @param errors where what it says on its standard error goes
     * @param options of Java, besides the usual ones
     */
    public static ChildJvm start(
            String name, ProcessBuilder.Redirect errors, List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        try {
            return new ChildJvm(
                    name, new ProcessBuilder(command).redirectError(errors).start());
        } catch (IOException e) {
            throw new UncheckedIOException("could not start the process of " + name, e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it by SIGKILL; returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks it to end by SIGTERM; does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** Blocks until it has ended. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(name + " has not ended within " + END_MAX);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the end of " + name, e);
        }
    }

    public void tell(String line) {
        try {
            in.write(line);
            in.newLine();
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("could not talk to " + name, e);
        }
    }

    /** The rest of the next line that begins with this word; lines between are passed over. */
    public String await(String word, Duration atMost) {
        var line = CompletableFuture.supplyAsync(() -> next(word));
        try {
            return line.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(name + " did not say " + word, e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(name + " did not say " + word + " within " + atMost, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    private String next(String word) {
        try {
            for (@Nullable String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(word)) {
                    return line.substring(word.length()).strip();
                }
            }
            throw new IllegalStateException(name + " has ended; what it said is above");
        } catch (IOException e) {
            throw new UncheckedIOException("could not hear " + name, e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
            if (!process.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
            throw new UncheckedIOException("could not tell " + name + " to end", e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
