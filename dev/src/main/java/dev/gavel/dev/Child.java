package dev.gavel.dev;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A guarded child process whose output goes to a log file. */
final class Child {
    private static final int LOG_TAIL_BYTES_MAX = 4_000;
    private static final long SIGNAL_SECONDS_MAX = 5;

    // Held here, because a collected Process may close the pipe that keeps its store alive.
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    private final String name;
    private final Process process;
    private final Path log;
    private final long logStart;

    private Child(String name, Process process, Path log, long logStart) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.logStart = logStart;
    }

    static Child start(Launch launch) {
        var builder = new ProcessBuilder(Guard.around(launch.command(), launch.whenOrphaned()))
                .directory(launch.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
        // What a user set for other servers is not meant for these. macOS needs a locale that is always there.
        builder.environment().keySet().removeIf(variable -> variable.startsWith("PG") || variable.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        try {
            var logStart = Files.exists(launch.log()) ? Files.size(launch.log()) : 0;
            var process = builder.start();
            ALIVE.add(process);
            var _ = process.onExit().thenAccept(ALIVE::remove);
            return new Child(launch.name(), process, launch.log(), logStart);
        } catch (IOException e) {
            throw new StoreException(
                    launch.name(), "could not run " + launch.command().getFirst(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code of a child that has ended; above 128 it is 128 and the signal that ended it. */
    int exitCode() {
        return process.exitValue();
    }

    /** Whether the child ended within this time. */
    boolean awaitExit(Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(name, "interrupted while waiting for its end", e);
        }
    }

    void signal(Signal signal) {
        signal(signal, Stream.of(process.toHandle()));
    }

    /** Signals the child before what it started, so that it cannot make up for a loss that it sees. */
    void signalTree(Signal signal) {
        signal(signal, tree().stream());
    }

    /** The child, then all processes that descend from it. */
    List<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    private void signal(Signal signal, Stream<ProcessHandle> targets) {
        var command = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$0\" \"$@\"", signal.name()));
        targets.forEach(target -> command.add(Long.toString(target.pid())));
        try {
            // One that has just ended makes kill fail, which is what was wanted or is seen by whoever waits.
            var kill = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(SIGNAL_SECONDS_MAX, TimeUnit.SECONDS)) {
                kill.destroyForcibly();
                throw new StoreException(name, "could not be sent SIG" + signal);
            }
        } catch (IOException e) {
            throw new StoreException(name, "could not be sent SIG" + signal, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(name, "interrupted while sending SIG" + signal, e);
        }
    }

    /** The last lines that this child wrote, at most 4,000 bytes of them. */
    String logTail() {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            var start = Math.max(logStart, file.length() - LOG_TAIL_BYTES_MAX);
            var bytes = new byte[(int) Math.max(0, file.length() - start)];
            file.seek(start);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "(the log cannot be read: " + e + ")";
        }
    }

    /** A failure that shows what the child itself said about it. */
    StoreException failure(String what) {
        var tail = logTail();
        return new StoreException(
                name,
                what
                        + (tail.isEmpty()
                                ? "; its log " + log + " is empty"
                                : "; the end of its log " + log + ":\n" + tail));
    }

    /**
     * @param command the program and its arguments
     * @param directory where it runs
     * @param log what it writes to, appended to
     * @param whenOrphaned what it is sent when this JVM is gone; KILL follows if that does not help
     */
    record Launch(String name, List<String> command, Path directory, Path log, Signal whenOrphaned) {}
}
