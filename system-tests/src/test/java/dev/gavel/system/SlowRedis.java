package dev.gavel.system;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Makes a Redis slow while it is open: it answers for moments only. */
final class SlowRedis implements AutoCloseable {
    /** Longer than a bid may take, shorter than a node's patience. */
    private static final long PAUSE_MS = 250;

    private static final long GAP_MS = 5;

    private final CountDownLatch enough = new CountDownLatch(1);
    private final Thread thread;

    SlowRedis(String uri) {
        thread = Thread.ofVirtual().start(() -> pauses(uri));
    }

    private void pauses(String uri) {
        try (var client = RedisClient.create(RedisURI.create(uri));
                var connection = client.connect()) {
            do {
                // Comes back at once; what is asked next, by anybody, waits.
                connection.sync().clientPause(PAUSE_MS);
                connection.sync().ping();
            } while (!enough.await(GAP_MS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        enough.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Redis became quick again", e);
        }
    }
}
