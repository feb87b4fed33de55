package dev.gavel.server.api.socket;

import io.vertx.core.Future;
import io.vertx.core.http.WebSocketBase;

/** One frame in the making: messages that are sent together, by either side. Used by one thread. */
public interface FrameWriter {
    void add(ClientMessage message);

    void add(ServerMessage message);

    /** How many messages it holds. */
    int size();

    /** Sends the frame; nothing can be added any more. */
    Future<Void> sendOn(WebSocketBase socket);
}
