package dev.gavel.rush.targets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What memory a process needs at rest.
 *
 * @param heapBytes in use after a collection
 * @param residentBytes of the whole process in RAM; 0 where the system does not say (it is read from /proc)
 */
public record Memory(long heapBytes, long residentBytes) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final int KIB = 1_024;

    /** After a full collection. */
    static Memory ofThisJvm() {
        System.gc();
        return new Memory(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), resident());
    }

    private static long resident() {
        if (!Files.exists(STATUS)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .map(line ->
                            line.substring(RESIDENT.length()).replace("kB", "").strip())
                    .mapToLong(kib -> KIB * Long.parseLong(kib))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + STATUS, e);
        }
    }

    String line() {
        return heapBytes + " " + residentBytes;
    }

    static Memory parse(String line) {
        String[] words = line.split(" ", -1);
        return new Memory(Long.parseLong(words[0]), Long.parseLong(words[1]));
    }
}
