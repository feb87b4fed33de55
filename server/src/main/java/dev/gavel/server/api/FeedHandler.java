package dev.gavel.server.api;

import dev.gavel.auction.AuctionId;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/** Connects watchers: by WebSocket where the client asks to upgrade, else by server-sent events. */
final class FeedHandler implements Route.Endpoint {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final String EVENT_STREAM = "text/event-stream";

    private final FeedRooms rooms;
    private final Vertx vertx;
    private final ApiConfig.Watching config;
    private final Semaphore seats;

    /** @param seats of all event loops together */
    FeedHandler(FeedRooms rooms, Vertx vertx, ApiConfig.Watching config, Semaphore seats) {
        this.rooms = rooms;
        this.vertx = vertx;
        this.config = config;
        this.seats = seats;
    }

    @Override
    public void handle(Call call) {
        AuctionId auction = call.auction();
        boolean upgrade = call.request().canUpgradeToWebSocket();
        if (!upgrade && !acceptsEvents(call)) {
            throw new ProblemException(
                    ProblemType.NOT_ACCEPTABLE, "the feed comes as text/event-stream or over a WebSocket");
        }
        if (upgrade) {
            // Until the room is known; an upgrade of a request that has been read to its end is too late.
            call.request().pause();
        }
        rooms.enter(call, auction, room -> connect(call, room, upgrade));
    }

    private void connect(Call call, FeedRooms.Room room, boolean upgrade) {
        HttpServerRequest request = call.request();
        if (!seats.tryAcquire()) {
            request.resume();
            call.reply(Problem.of(ProblemType.OVERLOADED, "too many watch on this node; try again or elsewhere")
                    .retryAfter(RETRY_AFTER));
        } else if (upgrade) {
            call.stream(SWITCHING_PROTOCOLS);
            room.expect();
            request.toWebSocket()
                    .onSuccess(socket -> seat(room, socket))
                    .onFailure(_ -> {
                        seats.release();
                        request.connection().close();
                    })
                    .onComplete(_ -> room.expectNoMore());
        } else {
            seat(room, events(call));
        }
    }

    private void seat(FeedRooms.Room room, ServerWebSocket socket) {
        socket.setWriteQueueMaxSize(config.queueBytesMax());
        seat(room, new Wire.Socket(socket));
    }

    private Wire events(Call call) {
        HttpServerResponse response = call.stream(200);
        response.setChunked(true)
                .setWriteQueueMaxSize(config.queueBytesMax())
                .putHeader("content-type", EVENT_STREAM)
                .putHeader("cache-control", "no-store")
                // nginx would otherwise collect updates until a buffer is full.
                .putHeader("x-accel-buffering", "no");
        return new Wire.EventStream(response);
    }

    private void seat(FeedRooms.Room room, Wire wire) {
        var watcher = new Watcher(
                wire, config, (wait, action) -> vertx.setTimer(Math.max(1, wait.toMillis()), _ -> action.run()));
        var once = new Semaphore(1);
        wire.onClose(() -> {
            if (once.tryAcquire()) {
                room.leave(watcher);
                seats.release();
            }
        });
        room.join(watcher);
    }

    private static boolean acceptsEvents(Call call) {
        String accept = call.header("accept");
        if (accept == null) {
            return true;
        }
        String types = accept.toLowerCase(Locale.ROOT);
        return types.contains(EVENT_STREAM) || types.contains("text/*") || types.contains("*/*");
    }
}
