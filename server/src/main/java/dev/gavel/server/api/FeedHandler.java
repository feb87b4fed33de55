package dev.gavel.server.api;

import dev.gavel.auction.AuctionId;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/** Connects watchers: by WebSocket where the client asks to upgrade, else by server-sent events. */
final class FeedHandler implements Route.Endpoint {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final String EVENT_STREAM = "text/event-stream";

    private final FeedRooms rooms;
    private final ApiConfig.Watching config;
    private final Semaphore seats;
    private final Problems problems;

    /** @param seats of all event loops together */
    FeedHandler(FeedRooms rooms, ApiConfig.Watching config, Semaphore seats, Problems problems) {
        this.rooms = rooms;
        this.problems = problems;
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
        rooms.enter(auction, room -> connect(call, room, upgrade), failure -> problems.answer(call, failure));
    }

    private void connect(Call call, FeedRooms.Room room, boolean upgrade) {
        HttpServerRequest request = call.request();
        if (!seats.tryAcquire()) {
            call.reply(noSeat());
        } else if (upgrade) {
            room.expect();
            call.upgrade()
                    .onSuccess(socket -> seat(room, socket, request.connection()))
                    .onFailure(_ -> {
                        seats.release();
                        request.connection().close();
                    })
                    .onComplete(_ -> room.expectNoMore());
        } else {
            seat(room, events(call));
        }
    }

    static Problem noSeat() {
        return Problem.of(ProblemType.OVERLOADED, "too many watch on this node; try again or elsewhere")
                .retryAfter(RETRY_AFTER);
    }

    private void seat(FeedRooms.Room room, ServerWebSocket socket, HttpConnection connection) {
        socket.setWriteQueueMaxSize(config.queueBytesMax());
        seat(room, new Wire.Socket(socket, connection));
    }

    private Wire events(Call call) {
        HttpServerResponse response = call.stream(200);
        SafeHeaders.put(response);
        response.setChunked(true)
                .setWriteQueueMaxSize(config.queueBytesMax())
                .putHeader("content-type", EVENT_STREAM)
                // nginx would otherwise collect updates until a buffer is full.
                .putHeader("x-accel-buffering", "no");
        return new Wire.EventStream(response);
    }

    private void seat(FeedRooms.Room room, Wire wire) {
        Watcher watcher = room.join(wire);
        var once = new Semaphore(1);
        wire.onClose(() -> {
            if (once.tryAcquire()) {
                room.leave(watcher);
                seats.release();
            }
        });
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
