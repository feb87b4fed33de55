package dev.gavel.rush.load;

import dev.gavel.server.api.socket.Form;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Bids over WebSockets: what is sent over one of them in a tick is a frame, or a few if it is much. */
final class SocketLane implements Lane {
    /** Handshakes at once; each costs the server a check of a signature. */
    private static final int CONNECTING_MAX = 32;

    /** How long a server may take to end a connection from its side; then it is cut. */
    private static final int CLOSING_SECONDS = 1;

    private final WebSocketClient client;
    private final URI server;
    private final Form form;
    private final List<SocketWire> wires = new ArrayList<>();
    private final Map<Integer, Turns> byAccount = new HashMap<>();
    private final List<SocketWire> written = new ArrayList<>();

    /**
     * One connection and who bids on it.
     *
     * @param account its number, or {@link #ANYBODY}
     */
    record Seat(int account, String token) {
        static final int ANYBODY = -1;

        /** Without the token. */
        @Override
        public String toString() {
            return "Seat[account=" + account + "]";
        }
    }

    /** The connections of one account, used in turn. */
    private static final class Turns {
        private final List<SocketWire> wires = new ArrayList<>();
        private int next;

        SocketWire next() {
            next = (next + 1) % wires.size();
            return wires.get(next);
        }
    }

    SocketLane(Vertx vertx, URI server, Form form, List<Seat> seats, Answers answers) {
        this.server = server;
        this.form = form;
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setTcpNoDelay(true)
                .setClosingTimeout(CLOSING_SECONDS)
                .setMaxConnections(Math.max(1, seats.size()))
                .setMaxFrameSize(SocketWire.RECEIVED_BYTES_MAX)
                .setMaxMessageSize(SocketWire.RECEIVED_BYTES_MAX));
        for (Seat seat : seats) {
            var wire = new SocketWire(form, seat, answers);
            wires.add(wire);
            byAccount.computeIfAbsent(seat.account(), _ -> new Turns()).wires.add(wire);
        }
    }

    @Override
    public Future<?> open() {
        Iterator<SocketWire> left = wires.iterator();
        List<Future<Void>> lines = new ArrayList<>();
        for (int i = 0; i < CONNECTING_MAX; i++) {
            lines.add(openNext(left));
        }
        return Future.all(lines);
    }

    private Future<Void> openNext(Iterator<SocketWire> left) {
        if (!left.hasNext()) {
            return Future.succeededFuture();
        }
        SocketWire wire = left.next();
        return client.connect(new WebSocketConnectOptions()
                        .setHost(server.getHost())
                        .setPort(server.getPort())
                        .setURI("/v1/socket")
                        .addSubProtocol(form.subprotocol())
                        .putHeader("Authorization", "Bearer " + wire.token()))
                .compose(socket -> {
                    wire.connected(socket);
                    return openNext(left);
                });
    }

    @Override
    public void send(Offer offer) {
        Turns turns = byAccount.get(byAccount.containsKey(Seat.ANYBODY) ? Seat.ANYBODY : offer.account());
        if (turns == null) {
            throw new IllegalStateException("account " + offer.account() + " has no connection here");
        }
        SocketWire wire = turns.next();
        if (wire.isIdle()) {
            written.add(wire);
        }
        wire.add(offer);
    }

    @Override
    public void flush() {
        written.forEach(SocketWire::flush);
        written.clear();
    }

    @Override
    public Future<?> close() {
        return Future.join(wires.stream().map(SocketWire::close).toList());
    }
}
