package dev.gavel.server.api;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.identity.Caller;
import dev.gavel.server.identity.Verification.Verified;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One request on its way to one response. Lives on its connection's event loop. */
final class Call {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final RoutingContext routing;
    private final Context loop;
    private final long receivedAt;
    private final long arrivedNanos;
    private final IntConsumer onReply;
    private @Nullable Verified verified;
    private Buffer body = Buffer.buffer();
    private Runnable afterReply = () -> {};
    private Consumer<Problem> onRefusal = _ -> {};
    private boolean replied;
    private boolean held;

    /**
     * @param receivedAt in arena time, taken before anything else was done for the request
     * @param arrivedNanos the same moment by {@link System#nanoTime()}
     * @param onReply is told the response's status
     */
    Call(RoutingContext routing, long receivedAt, long arrivedNanos, IntConsumer onReply) {
        this.routing = routing;
        this.loop = routing.vertx().getOrCreateContext();
        this.receivedAt = receivedAt;
        this.arrivedNanos = arrivedNanos;
        this.onReply = onReply;
    }

    HttpServerRequest request() {
        return routing.request();
    }

    /** Runs on this call's event loop, from any thread. */
    void onLoop(Runnable work) {
        loop.runOnContext(_ -> work.run());
    }

    /**
     * Keeps the request from being read: to its end, after which it cannot be upgraded any more, or at all while nobody
     * listens. A reply lets go of it.
     */
    void hold() {
        held = true;
        routing.request().pause();
    }

    /** Lets a held request be read. */
    void letFlow() {
        held = false;
        routing.request().resume();
    }

    long receivedAt() {
        return receivedAt;
    }

    long arrivedNanos() {
        return arrivedNanos;
    }

    @Nullable
    String header(String name) {
        return routing.request().getHeader(name);
    }

    @Nullable
    String query(String name) {
        return routing.request().getParam(name);
    }

    /** A whole number in the query, {@code preset} where it is missing. */
    int query(String name, int preset, int max) {
        String text = query(name);
        if (text == null) {
            return preset;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Answered below, as any other value that is none.
        }
        throw Json.malformed(name + " is a number from 1 to " + max);
    }

    /** The auction that the path names. */
    AuctionId auction() {
        return maybeAuction().orElseThrow(Call::unknownAuction);
    }

    Optional<AuctionId> maybeAuction() {
        String text = routing.pathParam("id");
        try {
            return Optional.of(AuctionId.parse(text == null ? "" : text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A part of the path that the route's template names. */
    @Nullable
    String pathPart(String name) {
        return routing.pathParam(name);
    }

    static ProblemException unknownAuction() {
        return new ProblemException(ProblemType.UNKNOWN_AUCTION, "no auction has this id");
    }

    void identified(Verified by) {
        this.verified = by;
    }

    /** The token that came with the call, if there was one. */
    Optional<Verified> identity() {
        return Optional.ofNullable(verified);
    }

    Optional<Caller> maybeCaller() {
        return identity().map(Verified::caller);
    }

    /** Whoever calls, on a route that {@link Access} lets nobody unknown through. */
    Caller caller() {
        return maybeCaller()
                .orElseThrow(() -> new IllegalStateException("a route that needs a caller is open to everybody"));
    }

    void body(Buffer read) {
        this.body = read;
    }

    Buffer body() {
        return body;
    }

    String path() {
        return routing.request().path() == null ? "" : routing.request().path();
    }

    /** Has something done as soon as the reply is known. */
    void afterReply(Runnable action) {
        afterReply = action;
    }

    /** Is told the problem with which the call is refused, if it is. */
    void onRefusal(Consumer<Problem> told) {
        onRefusal = told;
    }

    /** Has something done once, when the response has ended or the client has gone. */
    void onEnd(Runnable action) {
        routing.addEndHandler(_ -> action.run());
    }

    boolean isReplied() {
        return replied;
    }

    void reply(Problem problem) {
        reply(problem.reply(path()));
    }

    /** Ends the call with a problem that its endpoint has not answered with itself. */
    void refuse(Problem problem) {
        if (!replied) {
            onRefusal.accept(problem);
        }
        reply(problem);
    }

    /** Sends the response, unless there was one or the client has gone. */
    void reply(Reply reply) {
        if (replied) {
            return;
        }
        replied = true;
        if (held) {
            routing.request().resume();
        }
        onReply.accept(reply.status());
        afterReply.run();
        HttpServerResponse response = routing.response();
        if (response.closed()) {
            return;
        }
        response.setStatusCode(reply.status());
        if (!reply.mediaType().isEmpty()) {
            response.putHeader("content-type", reply.mediaType());
        }
        SafeHeaders.put(response);
        reply.headers().forEach(response::putHeader);
        response.end(reply.body());
    }

    /** Goes on as a WebSocket; fails where the client did not mean it. */
    Future<ServerWebSocket> upgrade() {
        stream(SWITCHING_PROTOCOLS);
        SlowHeaders.forget(routing.request().connection());
        FrameGuard.stand(routing.request().connection());
        return routing.request().toWebSocket().onComplete(_ -> {
            if (held) {
                // Else the connection would stay as it was held: unread.
                routing.request().resume();
            }
        });
    }

    /** The response for what streams: whoever takes it writes status, headers and body. */
    HttpServerResponse stream(int status) {
        replied = true;
        onReply.accept(status);
        return routing.response();
    }
}
