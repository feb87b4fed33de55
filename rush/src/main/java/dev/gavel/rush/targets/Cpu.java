package dev.gavel.rush.targets;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** CPU time used so far, in microseconds. */
public final class Cpu {
    /** What Linux tells programs, whatever its own clock is. */
    private static final int TICKS_PER_SECOND = 100;

    /** The name of a thread is cut after 15 characters. */
    private static final Pattern COMPILERS = Pattern.compile("^C[12] CompilerThre");

    private Cpu() {}

    /** Of a process and those below it; of those that have ended only where the system says so (Linux). */
    public static long ofTree(long pid) {
        ProcessHandle root =
                ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException("there is no process " + pid));
        long living = Stream.concat(Stream.of(root), root.descendants())
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .map(TimeUnit.NANOSECONDS::toMicros)
                .sum();
        return living + ofEndedChildren(pid);
    }

    /** After the name in parentheses, cutime and cstime are the 14th and 15th field; see proc(5). */
    private static long ofEndedChildren(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (!Files.exists(stat)) {
            return 0;
        }
        try {
            String line = Files.readString(stat);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
            return TimeUnit.SECONDS.toMicros(ticks) / TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + stat, e);
        }
    }

    /**
     * Of a process without those below it: an ended child's share would be missing, and Redis' rewrites of its
     * append-only file are children that come and go.
     */
    public static long ofProcess(long pid) {
        ProcessHandle process =
                ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException("there is no process " + pid));
        return TimeUnit.NANOSECONDS.toMicros(
                process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos());
    }

    /**
     * Of the threads of a JVM that compile while it runs; 0 where the system does not tell (it does on Linux), and
     * without those that have ended.
     */
    public static long ofCompiler(long pid) {
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        if (!Files.exists(tasks)) {
            return 0;
        }
        try (Stream<Path> threads = Files.list(tasks)) {
            return threads.filter(Cpu::compiles).mapToLong(Cpu::ofTask).sum();
        } catch (IOException e) {
            throw new UncheckedIOException("could not list " + tasks, e);
        }
    }

    private static boolean compiles(Path task) {
        return COMPILERS.matcher(read(task.resolve("comm"))).find();
    }

    /** Nanoseconds on a CPU are the first field; see the kernel's sched-stats. */
    private static long ofTask(Path task) {
        String stat = read(task.resolve("schedstat"));
        return stat.isEmpty() ? 0 : TimeUnit.NANOSECONDS.toMicros(Long.parseLong(stat.substring(0, stat.indexOf(' '))));
    }

    /** Empty where the thread has ended meanwhile. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /** Of this JVM, with its compiler and collector. */
    public static long ofThisJvm() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            return TimeUnit.NANOSECONDS.toMicros(system.getProcessCpuTime());
        }
        throw new IllegalStateException("this JVM does not tell its CPU time");
    }

    public static long ofThisThread() {
        return TimeUnit.NANOSECONDS.toMicros(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }
}
