package dev.gavel.rush.drill;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The network between nodes and one store: a port that leads to another, and that can be slow, dead, or swallow what
 * goes through it.
 *
 * <p>A connection that has lost bytes can never be used again, as with a real network: when swallowing ends, it is cut.
 */
final class Link implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 2_000;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int CONNECT_MS = 1_000;

    private final int port;
    private volatile ServerSocket listener;
    private final int target;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private volatile State state = State.OPEN;
    private volatile long delayNanos;

    private enum State {
        OPEN,
        /** Requests arrive, answers do not. */
        SWALLOWS_ANSWERS,
        /** Nothing arrives. */
        SWALLOWS_ALL,
        CUT
    }

    /** @param target the port of the store, which need not listen all the time */
    Link(int target) {
        this.target = target;
        this.listener = listen(0);
        this.port = listener.getLocalPort();
        accepting(listener);
    }

    private ServerSocket listen(int on) {
        try {
            return new ServerSocket(on, CONNECTIONS_MAX, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException("could not open a link to port " + target, e);
        }
    }

    private void accepting(ServerSocket on) {
        Thread.ofVirtual().name("link-" + target).start(() -> accept(on));
    }

    int port() {
        return port;
    }

    /** Each read of what comes waits so long before it goes on, in both directions. */
    void delay(Duration each) {
        delayNanos = each.toNanos();
    }

    void swallowAnswers() {
        state = State.SWALLOWS_ANSWERS;
    }

    void swallowAll() {
        state = State.SWALLOWS_ALL;
    }

    /** Ends all connections and refuses new ones, as a machine does on whose port nobody listens. */
    void cut() {
        state = State.CUT;
        closeListener();
        pairs.forEach(Pair::end);
    }

    /** All is well again. */
    void mend() {
        delayNanos = 0;
        state = State.OPEN;
        if (listener.isClosed()) {
            listener = listen(port);
            accepting(listener);
        }
        pairs.stream().filter(pair -> pair.lossy.get()).forEach(Pair::end);
    }

    private void accept(ServerSocket on) {
        while (!on.isClosed()) {
            try {
                Socket client = on.accept();
                if (state == State.CUT || pairs.size() >= CONNECTIONS_MAX) {
                    client.close();
                } else {
                    Thread.ofVirtual().start(() -> connect(client));
                }
            } catch (IOException e) {
                if (!on.isClosed()) {
                    throw new UncheckedIOException("the link to port " + target + " takes no more connections", e);
                }
            }
        }
    }

    private void connect(Socket client) {
        var store = new Socket();
        var pair = new Pair(client, store);
        try {
            store.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), target), CONNECT_MS);
            store.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            pairs.add(pair);
            if (state == State.CUT) {
                pair.end();
            } else {
                Thread.ofVirtual().start(() -> pump(pair, client, store, false));
                pump(pair, store, client, true);
            }
        } catch (IOException e) {
            // The store is down: whoever connects is told so by the end of the connection.
            pair.end();
        }
    }

    private void pump(Pair pair, Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[BUFFER_BYTES];
        boolean lost = false;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (delayNanos > 0) {
                    LockSupport.parkNanos(delayNanos);
                }
                if (swallows(answers)) {
                    lost = true;
                    pair.lossy.set(true);
                } else if (lost) {
                    // Mended meanwhile: what follows a loss must not arrive as if there had been none.
                    return;
                } else {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            // One side has gone, so the other one goes.
        } finally {
            pair.end();
        }
    }

    private boolean swallows(boolean answers) {
        return state == State.SWALLOWS_ALL || (answers && state == State.SWALLOWS_ANSWERS);
    }

    @Override
    public void close() {
        try {
            closeListener();
        } finally {
            pairs.forEach(Pair::end);
        }
    }

    private void closeListener() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException("could not close the link to port " + target, e);
        }
    }

    /** A connection and the one that it leads to. */
    private final class Pair {
        private final Socket client;
        private final Socket store;
        private final AtomicBoolean lossy = new AtomicBoolean();

        Pair(Socket client, Socket store) {
            this.client = client;
            this.store = store;
        }

        void end() {
            pairs.remove(this);
            close(client);
            close(store);
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException("could not end a connection", e);
            }
        }
    }
}
