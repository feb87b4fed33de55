package dev.gavel.server.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;

/** How a watcher is connected. Used on its event loop only. */
interface Wire {
    /** Close status of RFC 6455: the server goes away, so connect again. */
    short GOING_AWAY = 1001;
    /** Close status of RFC 6455: the watcher broke a rule of ours, by taking nothing for too long. */
    short POLICY_VIOLATION = 1008;

    void send(Frame frame);

    /** Something that shows each side that the other is there. */
    void beat();

    /** Whether the watcher takes less than it is sent. */
    boolean isFull();

    void onDrain(Runnable action);

    void onClose(Runnable action);

    void close(short status);

    /** Ends a connection without a farewell, which would wait behind all that the client does not take. */
    static void cut(HttpConnection connection) {
        Connections.cut(Connections.channel(connection));
    }

    /** Server-sent events over HTTP. */
    record EventStream(HttpServerResponse response) implements Wire {
        private static final Buffer COMMENT = Buffer.buffer(":\n\n");

        @Override
        public void send(Frame frame) {
            response.write(frame.event());
        }

        @Override
        public void beat() {
            response.write(COMMENT);
        }

        @Override
        public boolean isFull() {
            return response.writeQueueFull();
        }

        @Override
        public void onDrain(Runnable action) {
            response.drainHandler(_ -> action.run());
        }

        @Override
        public void onClose(Runnable action) {
            response.closeHandler(_ -> action.run()).exceptionHandler(_ -> action.run());
        }

        @Override
        public void close(short status) {
            if (status == GOING_AWAY) {
                response.end();
            } else {
                // Ending it politely would wait behind what the watcher does not take.
                response.reset();
            }
        }
    }

    /** A WebSocket. What the watcher sends on it is ignored. */
    record Socket(ServerWebSocket socket, HttpConnection connection) implements Wire {
        private static final Buffer NOTHING = Buffer.buffer();

        @Override
        public void send(Frame frame) {
            socket.writeTextMessage(frame.update().json());
        }

        @Override
        public void beat() {
            socket.writePing(NOTHING);
        }

        /** Who has said goodbye takes nothing more, and Vert.x throws when it is asked. */
        @Override
        public boolean isFull() {
            return socket.isClosed() || socket.writeQueueFull();
        }

        @Override
        public void onDrain(Runnable action) {
            socket.drainHandler(_ -> action.run());
        }

        @Override
        public void onClose(Runnable action) {
            socket.closeHandler(_ -> action.run()).exceptionHandler(_ -> action.run());
        }

        @Override
        public void close(short status) {
            if (status == GOING_AWAY) {
                socket.close(status);
            } else {
                cut(connection);
            }
        }
    }
}
