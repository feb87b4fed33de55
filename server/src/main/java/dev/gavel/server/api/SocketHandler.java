package dev.gavel.server.api;

import dev.gavel.server.api.socket.Form;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.bidding.Undecided;
import dev.gavel.server.monitoring.BidMeters;
import dev.gavel.server.tracing.Traces;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Connects those who bid and watch over one WebSocket; docs/protocol/socket.md says what goes over it. */
final class SocketHandler implements Route.Endpoint {
    private final Desk desk;
    private final Vertx vertx;
    private final Context loop;
    private final ApiConfig.Watching config;
    private final Set<SocketConnection> connections = new LinkedHashSet<>();

    /**
     * What a connection needs of the rest of the API.
     *
     * @param seats for watchers, of all event loops together
     */
    record Desk(
            BidDesk bids,
            Undecided undecided,
            BidReplies replies,
            BidMeters meters,
            FeedRooms rooms,
            Semaphore seats,
            Authenticator authenticator,
            ArenaClock clock,
            Problems problems,
            Traces traces) {}

    SocketHandler(Desk desk, Vertx vertx, ApiConfig.Watching config) {
        this.desk = desk;
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.config = config;
        beatLater();
    }

    private void beatLater() {
        vertx.setTimer(
                config.heartbeatEvery().toMillis(),
                _ -> Slices.forEach(loop, connections, this::beat, this::beatLater));
    }

    private void beat(SocketConnection connection) {
        if (connections.contains(connection)) {
            connection.beat();
        }
    }

    @Override
    public void handle(Call call) {
        if (!call.request().canUpgradeToWebSocket()) {
            throw new ProblemException(
                    Problem.of(ProblemType.UPGRADE_REQUIRED, "connect to this address with a WebSocket client")
                            .withHeader("Upgrade", "websocket"));
        }
        call.upgrade()
                .onSuccess(socket -> connect(call, socket))
                .onFailure(_ -> call.request().connection().close());
    }

    private void connect(Call call, ServerWebSocket socket) {
        Form form = Form.of(socket.subProtocol()).orElse(Form.JSON);
        var connection = new SocketConnection(
                desk,
                socket,
                call.request().connection(),
                form,
                loop,
                config,
                call.identity().orElse(null));
        connections.add(connection);
        socket.closeHandler(_ -> {
            connections.remove(connection);
            connection.closed();
        });
    }

    /** Sends everybody to another node, once what is under way is answered. */
    void close() {
        List.copyOf(connections).forEach(SocketConnection::goAway);
    }
}
