package dev.gavel.server.platform;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task again and again on a virtual thread of its own, until closed. A failure is logged and the next round
 * comes all the same: a scheduler of the JDK would silently end the series. Of failures that follow each other, as in
 * an outage, the first is logged with its stack and then one in ten seconds.
 */
public final class Repeating implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Repeating.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final Duration SAID_EVERY = Duration.ofSeconds(10);

    private final String name;
    private final Duration pause;
    private final Runnable task;
    private final Thread thread;
    private volatile boolean stopping;
    private long failures;
    private long saidAtNanos;

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
                if (failures > 0) {
                    LOG.info("{} works again after {} failures", name, failures);
                    failures = 0;
                }
            } catch (RuntimeException e) {
                if (!stopping) {
                    say(e);
                }
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void say(RuntimeException failure) {
        failures++;
        if (failures == 1) {
            LOG.error("{} failed and is tried again each {}", name, pause, failure);
            saidAtNanos = System.nanoTime();
        } else if (System.nanoTime() - saidAtNanos > SAID_EVERY.toNanos()) {
            LOG.error("{} has failed {} times in turn: {}", name, failures, failure.toString());
            saidAtNanos = System.nanoTime();
        }
    }
}
