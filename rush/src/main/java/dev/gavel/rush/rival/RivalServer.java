package dev.gavel.rush.rival;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.server.identity.Caller;
import dev.gavel.server.identity.IdentityConfig;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.identity.TokenVerifier;
import dev.gavel.server.identity.Verification;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rival behind the same endpoint for bids, with the same tokens, request ids and replies. A bid's transaction runs
 * on a virtual thread, which waits for one of the pool's connections.
 */
public final class RivalServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RivalServer.class);
    private static final Pattern BIDS = Pattern.compile("/v1/auctions/(\\d{1,19})/bids");
    private static final String SCHEME = "Bearer ";
    /** What waits for a connection at once; the rest is turned away, as the pool's timeout would do later. */
    private static final int WAITING_MAX = 20_000;

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService transactions = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore waiting = new Semaphore(WAITING_MAX);
    private final Rival rival;
    private final TokenVerifier tokens;
    private final HttpServer http;

    private RivalServer(String jdbcUrl, KeySet keys) {
        this.rival = new Rival(jdbcUrl);
        this.tokens = new TokenVerifier(keys, IdentityConfig.DEFAULT, InstantSource.system());
        this.http = vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                .requestHandler(this::handle);
    }

    /** Listens on a free port of 127.0.0.1. */
    public static RivalServer start(String jdbcUrl, KeySet keys) {
        var server = new RivalServer(jdbcUrl, keys);
        server.http.listen(0, "127.0.0.1").await();
        return server;
    }

    public int port() {
        return http.actualPort();
    }

    @Override
    public void close() {
        http.close().await();
        transactions.close();
        rival.close();
        vertx.close().await();
    }

    private void handle(HttpServerRequest request) {
        Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Context loop = vertx.getOrCreateContext();
        request.body().onSuccess(body -> {
            RivalReply refusal = place(request, body, receivedAt, loop);
            if (refusal != null) {
                send(request, refusal);
            }
        });
    }

    /** @return what is wrong with the request; null where the bid is on its way and will be answered */
    private @Nullable RivalReply place(HttpServerRequest request, Buffer body, Instant receivedAt, Context loop) {
        Matcher path = BIDS.matcher(request.path());
        if (!path.matches()) {
            return RivalReply.problem(404, "not-found");
        }
        Caller caller = caller(request.getHeader("authorization"));
        if (caller == null) {
            return RivalReply.problem(401, "unauthorized");
        }
        AuctionId auction;
        Bid bid;
        try {
            auction = AuctionId.parse(path.group(1));
            var json = new JsonObject(body);
            String key = request.getHeader("idempotency-key");
            bid = new Bid(caller.account(), new Money(json.getLong("amount")), RequestId.parse(key == null ? "" : key));
        } catch (IllegalArgumentException | DecodeException e) {
            return RivalReply.problem(400, "malformed-request");
        }
        if (!waiting.tryAcquire()) {
            return RivalReply.problem(503, "overloaded");
        }
        transactions.execute(() -> {
            RivalReply reply = decide(auction, bid, receivedAt);
            waiting.release();
            loop.runOnContext(_ -> send(request, reply));
        });
        return null;
    }

    private RivalReply decide(AuctionId auction, Bid bid, Instant receivedAt) {
        try {
            return RivalReply.of(rival.place(auction, bid, receivedAt));
        } catch (RivalException e) {
            LOG.error("A bid of auction {} failed", auction, e);
            return RivalReply.problem(500, "internal-error");
        }
    }

    private @Nullable Caller caller(@Nullable String header) {
        if (header == null || !header.startsWith(SCHEME)) {
            return null;
        }
        String token = header.substring(SCHEME.length());
        Verification verification = tokens.known(token).orElseGet(() -> tokens.verify(token));
        return verification instanceof Verification.Verified verified ? verified.caller() : null;
    }

    private static void send(HttpServerRequest request, RivalReply reply) {
        if (!request.response().closed()) {
            request.response()
                    .setStatusCode(reply.status())
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(reply.body()))
                    .onFailure(e -> LOG.debug("A bidder left before the answer", e));
        }
    }
}
