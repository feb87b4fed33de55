package dev.gavel.dev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what nobody announces, as the end of a process that is not a child. */
final class Wait {
    private static final Duration POLL = Duration.ofMillis(5);

    private Wait() {}

    /** Whether the condition came true within this time; it is asked at least once. */
    static boolean until(Duration atMost, BooleanSupplier condition) {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a store", e);
            }
        }
        return true;
    }

    /**
     * Whether a process still runs. One that has ended but that nobody has waited for does not, though it has a pid: in
     * a container without an init such orphans stay for ever.
     */
    static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    private static boolean isZombie(long pid) {
        try {
            // "pid (name) state ...", and the name may hold anything. Where there is no /proc, init is launchd.
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false;
        }
    }
}
