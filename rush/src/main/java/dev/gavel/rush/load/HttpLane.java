package dev.gavel.rush.load;

import dev.gavel.rush.history.Told;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.List;

/**
 * Bids over HTTP/1.1, on connections that stay open. A connection carries one bid at a time: a server takes the next
 * one of a pipeline only when it has answered the one before, which no bidder would wait for.
 */
final class HttpLane implements Lane {
    /** Bids that wait in the client for a connection; beyond it they count as lost. */
    private static final int WAITING_MAX = 50_000;

    private static final int IDLE_SECONDS = 60;
    private static final long TIMEOUT_MS = 10_000;

    private final HttpClient client;
    private final URI server;
    private final List<String> tokens;
    private final Answers answers;

    /** @param tokens by the number of the account */
    HttpLane(Vertx vertx, URI server, int connections, List<String> tokens, Answers answers) {
        this.server = server;
        this.tokens = tokens;
        this.answers = answers;
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setKeepAlive(true)
                        .setTcpNoDelay(true)
                        .setIdleTimeout(IDLE_SECONDS)
                        .setDefaultHost(server.getHost())
                        .setDefaultPort(server.getPort()))
                .with(new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(WAITING_MAX))
                .build();
    }

    /** Connections are made as they are needed. */
    @Override
    public Future<?> open() {
        return Future.succeededFuture();
    }

    @Override
    public void send(Offer offer) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(server.getHost())
                .setPort(server.getPort())
                .setURI("/v1/auctions/" + offer.auction() + "/bids")
                .setTimeout(TIMEOUT_MS)
                .putHeader("Authorization", "Bearer " + tokens.get(offer.account()))
                .putHeader("Content-Type", "application/json")
                .putHeader("Idempotency-Key", offer.requestId().toString());
        client.request(options)
                .compose(request -> request.send(Buffer.buffer(
                        "{\"amount\":" + offer.amount() + ",\"currency\":\"" + PlanConfig.CURRENCY + "\"}")))
                .compose(HttpLane::told)
                .onComplete(
                        told -> answers.told(offer.number(), told),
                        failure -> answers.told(offer.number(), new Told.Lost(String.valueOf(failure.getMessage()))));
    }

    @Override
    public void flush() {
        // Sent already.
    }

    @Override
    public Future<?> close() {
        return client.close();
    }

    private static Future<Told> told(HttpClientResponse response) {
        return response.body().map(body -> BidReply.parse(response.statusCode(), body.getBytes()));
    }
}
