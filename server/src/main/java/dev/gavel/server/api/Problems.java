package dev.gavel.server.api;

import dev.gavel.server.api.Ledger.BadCursorException;
import dev.gavel.server.arena.ArenaException;
import dev.gavel.server.arena.NotLevelException;
import dev.gavel.server.operations.LedgerView;
import dev.gavel.server.pictures.PictureStoreException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever goes wrong into a problem document. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** Answers a call that failed. */
    void answer(Call call, Throwable failure) {
        call.refuse(explain(failure, () -> call.request().method() + " " + call.path()));
    }

    /**
     * What a client is told of a failure. What the client did not cause is logged under an id, and nothing but that id
     * goes out.
     *
     * @param what failed, for the log
     */
    Problem explain(Throwable failure, Supplier<String> what) {
        return switch (failure) {
            case ProblemException expected -> expected.problem();
            case BadCursorException _ ->
                Problem.of(ProblemType.MALFORMED_REQUEST, "cursor is not one that this server gave out for this list");
            case NotLevelException _ ->
                Problem.of(ProblemType.ARENA_NOT_READY, "the arena is being compared with the ledger; nothing was done")
                        .retryAfter(RETRY_AFTER);
            case ArenaException _,
                    Ledger.UnavailableException _,
                    LedgerView.UnavailableException _,
                    PictureStoreException _ -> {
                LOG.warn("{} found a store unavailable", what.get(), failure);
                yield Problem.of(
                                ProblemType.STORE_UNAVAILABLE,
                                "a store does not answer now; what was asked for may or may not have been done")
                        .retryAfter(RETRY_AFTER);
            }
            default -> {
                String id = "urn:uuid:" + UUID.randomUUID();
                LOG.error("{} failed ({})", what.get(), id, failure);
                yield Problem.of(
                                ProblemType.INTERNAL_ERROR,
                                "the failure was logged; name its instance when you report it")
                        .with(Map.of("instance", id));
            }
        };
    }

    /** Answers what is not HTTP that we accept: there is no call yet, and the connection cannot go on. */
    void answerInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem problem = switch (cause) {
            case TooLongHttpLineException _ -> Problem.of(ProblemType.URI_TOO_LONG, "shorten the path and the query");
            case TooLongHttpHeaderException _ ->
                Problem.of(ProblemType.HEADERS_TOO_LARGE, "send fewer or shorter headers");
            case null, default -> Problem.of(ProblemType.MALFORMED_REQUEST, "this is not proper HTTP");
        };
        Reply reply = problem.reply("about:blank");
        HttpServerResponse response = request.response();
        SafeHeaders.put(response);
        response.setStatusCode(reply.status())
                .putHeader("content-type", reply.mediaType())
                .putHeader("connection", "close")
                .end(reply.body())
                .onComplete(_ -> request.connection().close());
    }
}
