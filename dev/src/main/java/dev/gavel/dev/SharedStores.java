package dev.gavel.dev;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One set of temporary stores for all the tests of a JVM, started at first use and gone with the JVM.
 *
 * <p>The Redis is shared: tests that run one after another {@link #reset} it first. Databases are not: each test asks
 * for new ones. A test that kills, pauses or reconfigures a store takes a {@link DevStores#temporary} of its own.
 */
public final class SharedStores {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable DevStores stores;

    private SharedStores() {}

    public static EmbeddedRedis redis() {
        return stores().redis();
    }

    public static EmbeddedPostgres postgres() {
        return stores().postgres();
    }

    /** Removes every key from the shared Redis. */
    public static void reset() {
        redis().flushAll();
    }

    /** Makes this many empty databases that nobody else uses, and gives their JDBC URLs, user and password inside. */
    public static List<String> freshDatabases(int count) {
        var names = IntStream.range(0, count)
                .mapToObj(_ -> "fresh" + DATABASES.incrementAndGet())
                .toList();
        return postgres().ensureDatabases(names);
    }

    private static synchronized DevStores stores() {
        var running = stores;
        if (running == null) {
            running = DevStores.temporary();
            Runtime.getRuntime().addShutdownHook(new Thread(running::close, "close-shared-stores"));
            stores = running;
        }
        return running;
    }
}
