package dev.gavel.dev;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that runs as a child process of this one, on a port of 127.0.0.1 that it keeps.
 *
 * <p>It can be ended and started again as often as a drill wants, gently or not, on the same port and data. It ends
 * with this process at the latest, also when that is killed.
 */
public abstract class Store implements AutoCloseable {
    /** Enough to replay a few gigabytes of log after a kill. */
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private static final Duration STOP_MAX = Duration.ofSeconds(20);
    private static final Duration KILL_MAX = Duration.ofSeconds(10);
    private static final Duration READY_POLL = Duration.ofMillis(5);
    private static final int PORT_TRIES_MAX = 5;
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    private final String name;
    private final Home home;
    private int port;
    private @Nullable Child child;

    Store(String name, Home home) {
        this.name = name;
        this.home = home;
    }

    /** Makes a store in this directory and starts it; nothing is left of one that does not. */
    static <S extends Store> S opened(String name, Path directory, Function<Home, S> make) {
        var home = Home.open(name, directory);
        try {
            S store = make.apply(home);
            store.open();
            return store;
        } catch (RuntimeException e) {
            home.close();
            throw e;
        }
    }

    /** What to run so that the store listens on {@link #port}. */
    abstract Child.Launch launch();

    /** Whether this child, which is alive, takes commands by now. */
    abstract boolean isReady(Child candidate);

    /** The signal by which it saves what it has and ends without waiting for its clients. */
    Signal stopSignal() {
        return Signal.TERM;
    }

    /**
     * Whether this child ended because processes of the last run have not quite gone: it is tried again for a while.
     */
    boolean isHeldByLastRun(Child ended) {
        return false;
    }

    /** The first start of this object, on the port of the last run if that is still free. */
    final void open() {
        home.awaitOrphan();
        var file = home.resolve("port");
        port = Ports.recorded(file);
        if (port != 0 && !Ports.isFree(port)) {
            LOG.warn("{}: its port {} was taken by somebody else, so it gets another one", name, port);
            port = 0;
        }
        var mayMove = port == 0;
        for (var attempt = 1; ; attempt++) {
            port = mayMove ? Ports.free() : port;
            Ports.record(file, port);
            try {
                start();
                return;
            } catch (StoreException e) {
                // Another process took the port between the look and the start.
                if (!mayMove || attempt == PORT_TRIES_MAX || Ports.isFree(port)) {
                    throw e;
                }
            }
        }
    }

    public final synchronized int port() {
        return port;
    }

    /** The process id of the running store. */
    public final synchronized long pid() {
        return running().pid();
    }

    public final synchronized boolean isRunning() {
        return child != null && child.isAlive();
    }

    /** Starts it again after {@link #stop}, {@link #kill} or a death of its own; returns when it takes commands. */
    public final synchronized void start() {
        if (isRunning()) {
            throw new IllegalStateException(name + " is running already");
        }
        var deadline = System.nanoTime() + KILL_MAX.toNanos();
        while (!startOnce(System.nanoTime() > deadline)) {
            LOG.debug("{}: the processes of its last run are not gone yet", name);
        }
        LOG.info("{} listens on 127.0.0.1:{}, data in {}", name, port, home.directory());
    }

    private boolean startOnce(boolean lastTry) {
        var started = Child.start(launch());
        child = started;
        home.record(started.handle());
        try {
            awaitReady(started);
            return true;
        } catch (StoreException e) {
            end(started, Signal.KILL, KILL_MAX);
            if (lastTry || !isHeldByLastRun(started)) {
                throw e;
            }
            return false;
        }
    }

    private void awaitReady(Child started) {
        var deadline = System.nanoTime() + START_MAX.toNanos();
        while (!isReady(started)) {
            if (started.awaitExit(READY_POLL)) {
                throw started.failure(
                        "could not start on 127.0.0.1:" + port + ", it ended with exit code " + started.exitCode());
            }
            if (System.nanoTime() > deadline) {
                throw started.failure("was not ready on 127.0.0.1:" + port + " after " + START_MAX.toSeconds() + " s");
            }
        }
    }

    /** Ends it in order. Its clients are cut off, what it acknowledged is kept. */
    public final synchronized void stop() {
        if (child == null || !child.isAlive()) {
            return;
        }
        child.signalTree(Signal.CONT);
        end(child, stopSignal(), STOP_MAX);
    }

    /** Ends it and all its processes by SIGKILL, as a power loss would but for the disk's cache. */
    public final synchronized void kill() {
        if (child != null && child.isAlive()) {
            end(child, Signal.KILL, KILL_MAX);
        }
    }

    public final synchronized void restart() {
        stop();
        start();
    }

    /** Halts it by SIGSTOP: connections stay open and nothing answers. */
    public final synchronized void pause() {
        running().signalTree(Signal.STOP);
    }

    /** Lets it go on after {@link #pause}. */
    public final synchronized void resume() {
        running().signalTree(Signal.CONT);
    }

    private Child running() {
        if (child == null || !child.isAlive()) {
            throw new IllegalStateException(name + " is not running");
        }
        return child;
    }

    private static void end(Child ending, Signal signal, Duration atMost) {
        var tree = ending.tree();
        if (!ending.isAlive()) {
            return;
        }
        if (signal == Signal.KILL) {
            ending.signalTree(signal);
        } else {
            ending.signal(signal);
        }
        if (!ending.awaitExit(atMost)) {
            ending.signalTree(Signal.KILL);
            if (!ending.awaitExit(KILL_MAX)) {
                throw ending.failure("process " + ending.pid() + " survived SIGKILL for " + KILL_MAX);
            }
        }
        // A helper process of a dead store would keep the next one from the same data.
        if (!Wait.until(KILL_MAX, () -> tree.stream().noneMatch(Wait::isRunning))) {
            throw ending.failure("processes that it started are still there after " + KILL_MAX);
        }
    }

    /** Stops it for good; its data stays. */
    @Override
    public final synchronized void close() {
        try {
            stop();
        } finally {
            home.close();
        }
    }
}
