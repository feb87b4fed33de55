package dev.gavel.server.platform;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task again and again on a virtual thread of its own, until closed. A failure is logged and the next round
 * comes all the same: a scheduler of the JDK would silently end the series.
 */
public final class Repeating implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Repeating.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private final String name;
    private final Duration pause;
    private final Runnable task;
    private final Thread thread;
    private volatile boolean stopping;

    /** @param pause between the end of one round and the beginning of the next */
    public Repeating(String name, Duration pause, Runnable task) {
        this.name = name;
        this.pause = pause;
        this.task = task;
        this.thread = Thread.ofVirtual().name("gavel-" + name).start(this::run);
    }

    /** Interrupts the round that is running and waits for its end. */
    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            if (!thread.join(STOP_MAX)) {
                LOG.error("{} has not ended within {}", name, STOP_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try {
                task.run();
            } catch (RuntimeException e) {
                if (!stopping) {
                    LOG.error("{} failed and is tried again in {}", name, pause, e);
                }
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
