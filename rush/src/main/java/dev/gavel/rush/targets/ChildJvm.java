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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM with the classes of this one, which is talked to in lines. It reads its standard input, whose end tells it to
 * end, also when this process was killed.
 */
public final class ChildJvm implements AutoCloseable {
    private static final Duration END_MAX = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int SAID_MAX = 10_000;
    private static final List<String> OPTIONS =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Xmx2g");

    private final String name;
    private final Process process;
    /** What it said and nobody has asked for yet; the oldest is dropped where it says too much. */
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>(SAID_MAX);

    private final BufferedWriter in;
    private volatile boolean ended;

    private ChildJvm(String name, Process process) {
        this.name = name;
        this.process = process;
        this.in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        // Read all the time: a child whose output nobody takes stands still in the middle of a line.
        Thread.ofPlatform().daemon().name("hears-" + name).start(this::hear);
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
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            String line = next(deadline);
            if (line == null) {
                throw new IllegalStateException(name
                        + (ended
                                ? " has ended and did not say " + word + "; what it said is above"
                                : " did not say " + word + " within " + atMost));
            }
            if (line.startsWith(word)) {
                return line.substring(word.length()).strip();
            }
        }
    }

    /** Null if there is none until then, or never will be. */
    private @Nullable String next(long deadline) {
        try {
            for (long left = deadline - System.nanoTime(); left > 0; left = deadline - System.nanoTime()) {
                boolean last = ended;
                String line = said.poll(last ? 0 : Math.min(left, POLL.toNanos()), TimeUnit.NANOSECONDS);
                if (line != null || last) {
                    return line;
                }
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    private void hear() {
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (@Nullable String line = out.readLine(); line != null; line = out.readLine()) {
                while (!said.offer(line)) {
                    said.poll();
                }
            }
        } catch (IOException e) {
            // It was killed: what it was about to say is lost.
        } finally {
            ended = true;
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
