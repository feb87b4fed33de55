package dev.gavel.cli.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An HTTP client on kept-alive connections. Answers come on one of its two event loops, which must not be blocked. */
final class ApiClient implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final HttpClient http;

    /** @param connectionsMax for each event loop */
    ApiClient(int port, int connectionsMax) {
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        this.http = vertx.createHttpClient(
                new HttpClientOptions()
                        .setDefaultHost("127.0.0.1")
                        .setDefaultPort(port)
                        .setKeepAlive(true)
                        .setTcpNoDelay(true),
                new PoolOptions().setHttp1MaxSize(connectionsMax));
    }

    record Answer(int status, JsonNode body) {}

    /** @param idempotencyKey null where the resource takes none */
    Future<Answer> post(String path, String token, @Nullable String idempotencyKey, String json) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setURI(path)
                .setTimeout(ANSWER_MAX.toMillis())
                .putHeader("authorization", "Bearer " + token)
                .putHeader("content-type", "application/json");
        if (idempotencyKey != null) {
            options.putHeader("idempotency-key", idempotencyKey);
        }
        return http.request(options)
                // Asked for its body where it is sent: a fast answer's would be gone before another thread asks.
                .compose(request -> request.send(Buffer.buffer(json)).compose(ApiClient::read));
    }

    Future<Answer> upload(String path, String token, String mediaType, byte[] bytes) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setURI(path)
                .setTimeout(ANSWER_MAX.toMillis())
                .putHeader("authorization", "Bearer " + token)
                .putHeader("content-type", mediaType);
        return http.request(options)
                .compose(request -> request.send(Buffer.buffer(bytes)).compose(ApiClient::read));
    }

    Future<Answer> get(String path, String token) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setURI(path)
                .setTimeout(ANSWER_MAX.toMillis())
                .putHeader("authorization", "Bearer " + token);
        return http.request(options).compose(request -> request.send().compose(ApiClient::read));
    }

    /** Runs something later. */
    void after(Duration pause, Runnable action) {
        vertx.setTimer(pause.toMillis(), _ -> action.run());
    }

    static <T> T await(String attempted, Future<T> answer) {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(2 * ANSWER_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + attempted, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(attempted + " failed: " + e.getMessage(), e);
        }
    }

    private static Future<Answer> read(HttpClientResponse response) {
        return response.body()
                .map(body -> new Answer(
                        response.statusCode(),
                        body.length() == 0 ? JSON.missingNode() : JSON.readTree(body.getBytes())));
    }

    @Override
    public void close() {
        await("closing the client", vertx.close().timeout(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS));
    }
}
