package dev.gavel.rush;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.gavel.auction.AuctionId;
import dev.gavel.rush.history.Sightings;
import dev.gavel.rush.targets.ChildJvm;
import dev.gavel.rush.targets.Memory;
import dev.gavel.rush.targets.Target;
import dev.gavel.rush.watch.WatchOrder;
import dev.gavel.rush.watch.WatcherProcess;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;

/** The watchers of a run, in a process of their own, and what they cost the server while nothing happens. */
final class Watchers implements AutoCloseable {
    private static final String FILE = "sightings.tsv";
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration CONNECT_MAX = Duration.ofMinutes(2);
    private static final Duration END_MAX = Duration.ofSeconds(60);
    private static final double KIB = 1_024;
    /** Files and connections of a JVM besides its watchers. */
    private static final int OTHER_FILES = 1_000;

    private final ChildJvm process;
    private final int count;
    private final Path file;
    private double heapKib;
    private double residentKib;

    Watchers(int count, Path directory) {
        requireFiles(count);
        this.count = count;
        this.file = directory.resolve(FILE);
        this.process = ChildJvm.start("the watchers' process", WatcherProcess.class);
        process.await(WatcherProcess.READY, START_MAX);
    }

    /** The server has as many connections as the watchers, and the same limit, which a JVM raises as far as it may. */
    private static void requireFiles(int count) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && count + OTHER_FILES > system.getMaxFileDescriptorCount()) {
            throw new IllegalArgumentException(count + " watchers need " + (count + OTHER_FILES)
                    + " open files in the server and in the watchers' process, and this machine allows a process "
                    + system.getMaxFileDescriptorCount() + ": raise it (ulimit -n), or take fewer watchers");
        }
    }

    /** How long connecting them and measuring takes, with some to spare. */
    static Duration preparing(int count) {
        return count == 0 ? Duration.ZERO : Duration.ofSeconds(3).plusMillis(count * 3L / 2);
    }

    /** Blocks until all of them watch. */
    void connect(Target target, AuctionId auction) {
        Memory before = target.memory();
        process.tell(JsonMapper.builder()
                .build()
                .writeValueAsString(new WatchOrder(target.url(), auction.toString(), count, file.toString())));
        process.await(WatcherProcess.WATCHING, CONNECT_MAX);
        Memory idle = target.memory();
        heapKib = (idle.heapBytes() - before.heapBytes()) / KIB / count;
        residentKib = (idle.residentBytes() - before.residentBytes()) / KIB / count;
    }

    /** Blocks until all have seen the close, or have had time enough. */
    Sightings end() {
        process.tell("end");
        process.await(WatcherProcess.DONE, END_MAX);
        return Sightings.read(file);
    }

    /** Of the server's heap after a collection, for each of them. */
    double heapKib() {
        return heapKib;
    }

    /** Of the server's memory in RAM, for each of them. */
    double residentKib() {
        return residentKib;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
