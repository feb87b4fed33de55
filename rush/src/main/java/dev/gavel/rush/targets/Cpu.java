package dev.gavel.rush.targets;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** CPU time used so far, in microseconds. */
public final class Cpu {
    private Cpu() {}

    /** Of a process and those below it that live; a child that ended takes its share with it. */
    public static long ofTree(long pid) {
        ProcessHandle root =
                ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException("there is no process " + pid));
        return Stream.concat(Stream.of(root), root.descendants())
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .map(TimeUnit.NANOSECONDS::toMicros)
                .sum();
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
