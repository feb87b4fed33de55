package dev.gavel.server.api;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.server.api.socket.ClientMessage;
import dev.gavel.server.api.socket.Form;
import dev.gavel.server.api.socket.FrameWriter;
import dev.gavel.server.api.socket.MalformedFrameException;
import dev.gavel.server.api.socket.ServerMessage;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.feed.Update;
import dev.gavel.server.identity.Verification.Refused;
import dev.gavel.server.identity.Verification.Verified;
import dev.gavel.server.monitoring.BidMeters.Path;
import dev.gavel.server.tracing.BidTrace;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One client's WebSocket.
 *
 * <p>Implementation notes. Everything happens on the connection's event loop. What other threads bring (answers of a
 * turn) is queued and taken in one go, and what that writes leaves as one frame. Nothing here grows with a client's
 * zeal: while too many of its bids wait, or it takes too little of what it is sent, nothing more is read from it.
 */
final class SocketConnection implements Executor {
    private static final int UNDER_WAY_MAX = 4_096;
    private static final int WATCHED_MAX = 200;
    private static final Duration REST_MAX = Duration.ofSeconds(1);
    /** Heartbeats without a sign of life. */
    private static final int MISSED_MAX = 3;
    /** Close status of RFC 6455: what was sent cannot be understood. */
    private static final short INVALID_PAYLOAD = 1007;

    private final SocketHandler.Desk desk;
    private final ServerWebSocket socket;
    private final HttpConnection connection;
    private final Form form;
    private final Context loop;
    private final ApiConfig.Watching config;
    private final Queue<Runnable> fromElsewhere = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean expected = new AtomicBoolean();
    private final ArrayDeque<Received> incoming = new ArrayDeque<>();
    private final Map<AuctionId, Seat> seats = new HashMap<>();
    /** What is to be sent; none while there is nothing, for ten thousand connections only wait. */
    private @Nullable FrameWriter out;

    private @Nullable Verified identity;
    private @Nullable MalformedFrameException malformed;
    private int underWay;
    private boolean verifying;
    private boolean resting;
    private boolean paused;
    private boolean leaving;
    private boolean closed;
    private int missed;
    private long fullSince;
    private boolean full;

    /** @param arrivedNanos the moment of {@code receivedAt}, by {@link System#nanoTime()} */
    private record Received(ClientMessage message, long receivedAt, long arrivedNanos) {}

    /** @param identity of the token that came with the upgrade, if one did */
    SocketConnection(
            SocketHandler.Desk desk,
            ServerWebSocket socket,
            HttpConnection connection,
            Form form,
            Context loop,
            ApiConfig.Watching config,
            @Nullable Verified identity) {
        this.desk = desk;
        this.socket = socket;
        this.connection = connection;
        this.form = form;
        this.loop = loop;
        this.config = config;
        this.identity = identity;
        socket.setWriteQueueMaxSize(config.queueBytesMax())
                .textMessageHandler(text -> receive(Form.JSON, Buffer.buffer(text)))
                .binaryMessageHandler(bytes -> receive(Form.BINARY, bytes))
                .pongHandler(_ -> missed = 0)
                .drainHandler(_ -> drained())
                // A frame that is too large, or is none; Vert.x would keep the connection.
                .exceptionHandler(_ -> cut())
                .shutdownHandler(_ -> goAway());
    }

    /** Runs something on the event loop, together with whatever else is to be done for this connection. */
    @Override
    public void execute(Runnable work) {
        fromElsewhere.add(work);
        expectWork();
    }

    private void expectWork() {
        if (!expected.getAndSet(true)) {
            loop.runOnContext(_ -> {
                expected.set(false);
                for (Runnable next = fromElsewhere.poll(); next != null; next = fromElsewhere.poll()) {
                    next.run();
                }
                process();
            });
        }
    }

    private void receive(Form as, Buffer frame) {
        long receivedAt = desk.clock().stamp();
        long arrivedNanos = System.nanoTime();
        missed = 0;
        if (malformed != null) {
            return;
        }
        try {
            if (as != form) {
                throw new MalformedFrameException("this connection has the subprotocol " + form.subprotocol());
            }
            form.readClient(frame, message -> receive(message, receivedAt, arrivedNanos));
        } catch (MalformedFrameException e) {
            malformed = e;
        }
        process();
    }

    private void receive(ClientMessage message, long receivedAt, long arrivedNanos) {
        incoming.add(new Received(message, receivedAt, arrivedNanos));
        if (message instanceof ClientMessage.PlaceBid bid) {
            desk.undecided().received(bid.auction(), receivedAt, arrivedNanos);
        }
    }

    private void process() {
        if (closed) {
            return;
        }
        while (!verifying && !incoming.isEmpty()) {
            handle(incoming.remove());
        }
        if (malformed != null && incoming.isEmpty()) {
            add(Problem.of(ProblemType.MALFORMED_REQUEST, String.valueOf(malformed.getMessage()))
                    .ofConnection());
            flush();
            close(INVALID_PAYLOAD);
        } else if (leaving && underWay == 0 && incoming.isEmpty()) {
            flush();
            close(Wire.GOING_AWAY);
        } else {
            flush();
            regulate();
        }
    }

    private void handle(Received received) {
        switch (received.message) {
            case ClientMessage.PlaceBid bid -> place(bid, received);
            case ClientMessage.Watch(AuctionId auction) -> watch(auction);
            case ClientMessage.Unwatch(AuctionId auction) -> {
                Seat seat = seats.remove(auction);
                if (seat != null) {
                    seat.leave();
                }
            }
            case ClientMessage.Authenticate(String token) -> authenticate(token);
            case ClientMessage.Unacceptable(ServerMessage.Problem answer) ->
                add(desk.replies().unacceptable(answer));
        }
    }

    private void authenticate(String token) {
        verifying = true;
        desk.authenticator()
                .verify(
                        token,
                        this,
                        verification -> {
                            verifying = false;
                            switch (verification) {
                                case Verified it -> identify(it);
                                case Refused(String why) ->
                                    add(Problem.of(ProblemType.UNAUTHORIZED, why)
                                            .ofConnection());
                            }
                        },
                        failure -> {
                            verifying = false;
                            add(explain(failure).ofConnection());
                        });
    }

    private void identify(Verified it) {
        AccountId account = it.caller().account();
        if (identity != null && !identity.caller().account().equals(account)) {
            add(Problem.of(ProblemType.FORBIDDEN, "this connection is another account's; connect again")
                    .ofConnection());
        } else {
            identity = it;
            add(new ServerMessage.Authenticated(account, it.until()));
        }
    }

    private void place(ClientMessage.PlaceBid message, Received at) {
        try {
            var bid =
                    new Bid(Bidders.of(message, identity, desk.authenticator()), message.amount(), message.requestId());
            Answer.TooManyBids tooMany = desk.bids().turnsAway(bid.bidder());
            if (tooMany != null) {
                answered(message, at);
                turnAway(message, tooMany);
                return;
            }
            underWay++;
            BidTrace trace = desk.traces().begin(null, Path.WEBSOCKET, message.auction(), bid, at.arrivedNanos);
            desk.bids()
                    .place(
                            message.auction(),
                            bid,
                            message.currency(),
                            at.receivedAt,
                            this,
                            (answer, pricing) -> {
                                trace.answered(answer);
                                underWay--;
                                answered(message, at);
                                add(desk.replies().message(message.ref(), answer, pricing));
                                if (answer.askedArena()) {
                                    desk.meters()
                                            .answered(Path.WEBSOCKET, message.auction(), at.arrivedNanos, trace.ref());
                                }
                            },
                            failure -> {
                                BidReplies.end(trace, failure);
                                underWay--;
                                refuse(message, at, explain(failure));
                                expectWork();
                            });
        } catch (ProblemException e) {
            refuse(message, at, e.problem());
        }
    }

    private void refuse(ClientMessage.PlaceBid message, Received at, Problem problem) {
        answered(message, at);
        add(desk.replies().refused(Path.WEBSOCKET, problem).ofBid(message.ref()));
    }

    private void answered(ClientMessage.PlaceBid bid, Received at) {
        desk.undecided().answered(bid.auction(), at.receivedAt, at.arrivedNanos);
    }

    /**
     * Reads nothing for as long as another bid would be refused, so that a flood costs those who send it and not the
     * others on this event loop. A gateway's other bidders must not wait, so it is read on. What was read is answered:
     * it came in time, whenever the next comes.
     */
    private void turnAway(ClientMessage.PlaceBid message, Answer.TooManyBids why) {
        add(desk.replies().tooMany(Path.WEBSOCKET, why).ofBid(message.ref()));
        if (!resting && message.bidder() == null) {
            Duration wait = why.retryAfter();
            resting = true;
            desk.rooms().later(wait.compareTo(REST_MAX) < 0 ? wait : REST_MAX, () -> {
                resting = false;
                process();
            });
        }
    }

    private void watch(AuctionId auction) {
        if (seats.containsKey(auction)) {
            return;
        }
        if (seats.size() == WATCHED_MAX) {
            add(Problem.of(
                            ProblemType.UNACCEPTABLE_VALUE,
                            "a connection watches at most " + WATCHED_MAX + " auctions; unwatch some, or connect again")
                    .ofAuction(auction));
        } else if (!desk.seats().tryAcquire()) {
            add(FeedHandler.noSeat().ofAuction(auction));
        } else {
            var seat = new Seat();
            seats.put(auction, seat);
            desk.rooms().enter(auction, seat::take, failure -> {
                if (seats.remove(auction, seat)) {
                    seat.leave();
                    add(explain(failure).ofAuction(auction));
                    expectWork();
                }
            });
        }
    }

    private Problem explain(Throwable failure) {
        return desk.problems().explain(failure, () -> "a message over a WebSocket");
    }

    private void add(ServerMessage message) {
        if (out != null && out.size() == Form.MESSAGES_MAX) {
            flush();
        }
        if (out == null) {
            out = form.writer();
        }
        out.add(message);
    }

    private void flush() {
        FrameWriter frame = out;
        if (frame != null && !closed) {
            out = null;
            if (!socket.isClosed()) {
                frame.sendOn(socket);
            }
        }
    }

    /** Reads on only while there is room for what it would bring. */
    private void regulate() {
        if (socket.isClosed()) {
            // Vert.x is about to say so.
            return;
        }
        boolean isFull = socket.writeQueueFull();
        if (isFull && !full) {
            fullSince = System.nanoTime();
        }
        full = isFull;
        boolean wait = full || verifying || resting || leaving || underWay >= UNDER_WAY_MAX;
        if (wait && !paused) {
            socket.pause();
        } else if (!wait && paused) {
            socket.resume();
        }
        paused = wait;
    }

    private void drained() {
        if (!closed) {
            regulate();
            List.copyOf(seats.values()).forEach(Seat::drained);
        }
    }

    /** Asks for a sign of life, and gives up on a client that shows none or takes nothing. */
    void beat() {
        if (full) {
            if (System.nanoTime() - fullSince > config.behindMax().toNanos()) {
                desk.rooms().cutOff(seats.size());
                cut();
            }
        } else if (paused) {
            missed = 0;
        } else if (missed++ == MISSED_MAX) {
            cut();
        } else {
            socket.writePing(Buffer.buffer());
        }
    }

    /** Answers what is under way, then closes. */
    void goAway() {
        if (!leaving) {
            leaving = true;
            expectWork();
        }
    }

    private void close(short status) {
        if (!closed) {
            closed();
            if (!socket.isClosed()) {
                // Vert.x leaves the closing to whoever handles a shutdown.
                socket.shutdownHandler(null);
                socket.close(status);
            } else {
                // The client closes; it waits for nothing more than the end of the connection.
                Wire.cut(connection);
            }
        }
    }

    /** Without a farewell, which would wait behind all that is not taken. */
    private void cut() {
        closed();
        Wire.cut(connection);
    }

    /** Lets go of everything; the socket is closed, or about to be. */
    void closed() {
        closed = true;
        for (Received next : incoming) {
            if (next.message instanceof ClientMessage.PlaceBid bid) {
                answered(bid, next);
            }
        }
        incoming.clear();
        List<Seat> all = List.copyOf(seats.values());
        seats.clear();
        all.forEach(Seat::leave);
    }

    /** This connection among the watchers of one auction. */
    private final class Seat implements Wire {
        private boolean left;
        private FeedRooms.@Nullable Room room;
        private @Nullable Watcher watcher;
        private @Nullable Runnable onDrain;

        private void take(FeedRooms.Room in) {
            if (!left) {
                room = in;
                watcher = in.join(this);
            }
        }

        private void leave() {
            left = true;
            desk.seats().release();
            if (room != null && watcher != null) {
                room.leave(watcher);
            }
        }

        private void drained() {
            if (onDrain != null) {
                onDrain.run();
            }
        }

        @Override
        public void send(Frame frame) {
            Update update = frame.update();
            add(new ServerMessage.Updated(update.view(), update.at(), update.json()));
            expectWork();
        }

        /** The connection has a heart of its own. */
        @Override
        public void beat() {}

        @Override
        public boolean isFull() {
            return closed || socket.isClosed() || socket.writeQueueFull();
        }

        @Override
        public void onDrain(Runnable action) {
            onDrain = action;
        }

        /** The connection lets go of its seats itself. */
        @Override
        public void onClose(Runnable action) {}

        @Override
        public void close(short status) {
            if (status == GOING_AWAY) {
                goAway();
            } else {
                cut();
            }
        }
    }
}
