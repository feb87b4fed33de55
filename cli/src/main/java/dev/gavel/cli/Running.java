package dev.gavel.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a command has started: closed once, the last first, whether the command ends by itself or by SIGINT or SIGTERM.
 *
 * <p>After a signal the JVM ends as soon as everything is closed, whatever the command's own thread is doing.
 */
public final class Running implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);
    private static volatile boolean ending;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CountDownLatch forever = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "gavel-end");
    private boolean closed;

    private Running() {}

    /** Begins to heed signals. */
    public static Running begin() {
        var running = new Running();
        Runtime.getRuntime().addShutdownHook(running.hook);
        return running;
    }

    /** Whether a signal is ending this process, so that failures of what is under way mean nothing. */
    static boolean isEnding() {
        return ending;
    }

    public <T extends AutoCloseable> T add(T part) {
        synchronized (parts) {
            if (!closed) {
                parts.push(part);
                return part;
            }
        }
        close(part);
        throw new CancellationException("ended by a signal");
    }

    /** Never returns: only a signal ends this process. */
    public void untilSignal() {
        try {
            forever.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (!ending) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        closeAll();
    }

    private void end() {
        ending = true;
        closeAll();
    }

    private void closeAll() {
        synchronized (parts) {
            closed = true;
            while (!parts.isEmpty()) {
                close(parts.pop());
            }
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.error("Closing {} failed; the others are closed all the same", part, e);
        }
    }
}
