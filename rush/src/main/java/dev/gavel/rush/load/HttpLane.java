package dev.gavel.rush.load;

import dev.gavel.rush.history.Told;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Bids over HTTP/1.1, on connections that stay open. A connection carries one bid at a time: a server takes the next
 * one of a pipeline only when it has answered the one before, which no bidder would wait for.
 *
 * <p>On Netty's codec, since a client for all purposes takes as much CPU for a bid as the server that is measured.
 */
final class HttpLane implements Lane {
    /** Bids that wait in the client for a connection; beyond it they count as lost. */
    private static final int WAITING_MAX = 50_000;

    /** Of a bid, with what it waits for a connection. */
    private static final int TIMEOUT_MS = 10_000;

    private static final long TIMEOUT_NANOS = TIMEOUT_MS * 1_000_000L;
    private static final long IDLE_NANOS = 60_000_000_000L;
    private static final long LOOK_EVERY_MS = 500;

    private final Vertx vertx;
    private final URI server;
    private final int connections;
    private final List<String> tokens;
    private final Answers answers;
    private final Bootstrap bootstrap;
    private final Set<HttpWire> wires = new HashSet<>();
    /** The one that was used longest ago comes first, so that all are used. */
    private final Queue<HttpWire> idle = new ArrayDeque<>();

    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private @Nullable Long looking;

    private record Waiting(Offer offer, long sinceNanos) {}

    /** @param tokens by the number of the account */
    HttpLane(Vertx vertx, URI server, int connections, List<String> tokens, Answers answers) {
        this.vertx = vertx;
        this.server = server;
        this.connections = connections;
        this.tokens = tokens;
        this.answers = answers;
        this.bootstrap = new Bootstrap()
                .group(((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, TIMEOUT_MS);
    }

    /** Makes all connections, which bidders have before a rush. One that fails, or ends, is made when it is needed. */
    @Override
    public Future<?> open() {
        looking = vertx.setPeriodic(LOOK_EVERY_MS, _ -> giveUpLate(System.nanoTime()));
        return Future.join(Stream.generate(this::connect).limit(connections).toList());
    }

    private Future<Void> connect() {
        var wire = new HttpWire(this);
        wires.add(wire);
        Promise<Void> connected = Promise.promise();
        var _ = wire.connect(bootstrap, server.getHost(), server.getPort()).addListener(done -> {
            if (done.isSuccess()) {
                idle.add(wire);
            }
            connected.complete();
        });
        return connected.future();
    }

    @Override
    public void send(Offer offer) {
        long now = System.nanoTime();
        HttpWire free = idle.poll();
        if (free != null) {
            free.send(offer, now);
        } else if (wires.size() < connections) {
            connectFor(offer, now);
        } else if (waiting.size() < WAITING_MAX) {
            waiting.add(new Waiting(offer, now));
        } else {
            answers.told(offer.number(), new Told.Lost("not sent: " + WAITING_MAX + " bids wait for a connection"));
        }
    }

    private void connectFor(Offer offer, long sinceNanos) {
        var wire = new HttpWire(this);
        wires.add(wire);
        wire.send(offer, sinceNanos);
        var _ = wire.connect(bootstrap, server.getHost(), server.getPort());
    }

    /** The whole of it by hand: nothing in it needs escaping. */
    byte[] request(Offer offer) {
        String body = "{\"amount\":" + offer.amount() + ",\"currency\":\"" + PlanConfig.CURRENCY + "\"}";
        String request = "POST /v1/auctions/" + offer.auction() + "/bids HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nAuthorization: Bearer " + tokens.get(offer.account())
                + "\r\nContent-Type: application/json\r\nIdempotency-Key: " + offer.requestId()
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        return request.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A connection has brought the answer to its bid, and can take the next one. */
    void answered(HttpWire wire, Offer offer, Told told) {
        Waiting next = waiting.poll();
        if (next == null) {
            idle.add(wire);
        } else {
            wire.send(next.offer, next.sinceNanos);
        }
        answers.told(offer.number(), told);
    }

    /**
     * A connection has ended; saying it again changes nothing.
     *
     * @param offer the bid that was under way on it, if one was
     * @param told what is to be said of that bid
     */
    void ended(HttpWire wire, @Nullable Offer offer, Told told) {
        if (!wires.remove(wire)) {
            return;
        }
        idle.remove(wire);
        if (offer != null) {
            answers.told(offer.number(), told);
        }
        Waiting next = looking == null ? null : waiting.poll();
        if (next != null) {
            connectFor(next.offer, next.sinceNanos);
        }
    }

    private void giveUpLate(long now) {
        for (Waiting oldest = waiting.peek();
                oldest != null && now - oldest.sinceNanos > TIMEOUT_NANOS;
                oldest = waiting.peek()) {
            waiting.remove();
            answers.told(
                    oldest.offer.number(), new Told.Lost("not sent: no connection was free for " + TIMEOUT_MS + " ms"));
        }
        for (HttpWire wire : List.copyOf(wires)) {
            wire.endIfStill(now, TIMEOUT_NANOS, IDLE_NANOS);
        }
    }

    @Override
    public void flush() {
        // Sent already.
    }

    @Override
    public Future<?> close() {
        if (looking != null) {
            vertx.cancelTimer(looking);
            looking = null;
        }
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            answers.told(next.offer.number(), new Told.Lost("not sent: the bidders leave"));
        }
        return Future.join(List.copyOf(wires).stream().map(HttpLane::closed).toList());
    }

    private static Future<Void> closed(HttpWire wire) {
        Promise<Void> closed = Promise.promise();
        var _ = wire.close().addListener(_ -> closed.complete());
        return closed.future();
    }
}
