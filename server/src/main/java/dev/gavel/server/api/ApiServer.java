package dev.gavel.server.api;

import dev.gavel.server.api.socket.Form;
import dev.gavel.server.page.PageFiles;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server: one listener, several event loops. Owns its Vert.x and nothing that it serves. */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    /**
     * When a hundred bidders come at once, their first bids wait for a signature check and are not turned away: at some
     * 0.2 ms each and 4 at once, the last waits 50 ms. When a bid was received is noted before.
     */
    private static final int VERIFICATIONS_WAITING_MAX = 1_000;
    /** Probes and scrapes have permits of their own, so that a busy server is not taken for a dead one. */
    private static final int HEALTH_CHECKS_MAX = 4;
    /** Those at the provider at once; who comes then is told to try again. */
    private static final int SIGN_INS_MAX = 16;
    /** What a client may send in one message of a WebSocket: a thousand bids. */
    private static final int SOCKET_BYTES_MAX = 64 * 1024;
    /** A client in the middle of a series of requests sends its next one within this time. */
    private static final Duration LEAVE_MAX = Duration.ofSeconds(1);

    private static final Duration TURN_MAX = Duration.ofSeconds(2);
    private static final Duration LEAVE_POLL = Duration.ofMillis(10);
    /** Any id will do: all event loops of this server ask for the same free port. */
    private static final int FREE_PORT_ID = 1;

    private final ApiConfig config;
    private final Services services;
    private final Vertx vertx;
    private final Routes.Shared shared;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Connections connections;
    private final @Nullable Tls tls;
    private volatile int port;

    public ApiServer(ApiConfig config, Services services) {
        this.config = config;
        this.services = services;
        this.tls = Tls.of(config.tls());
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(config.eventLoops())
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.connections = new Connections(config.limits().connectionsMax(), config.clients());
        var problems = new Problems();
        var monitoring = services.monitoring();
        this.shared = new Routes.Shared(
                new Blocking(config.limits().blockingMax(), problems),
                new Blocking(config.limits().verificationsMax(), VERIFICATIONS_WAITING_MAX, problems),
                new Blocking(HEALTH_CHECKS_MAX, problems),
                new Semaphore(config.watching().watchersMax()),
                PictureTraffic.of(services.pictures().config(), problems),
                new OperationsHandler(monitoring.readiness(), monitoring.metrics()),
                new FeedMeters(monitoring.metrics().registry()),
                config.page()
                        ? PageHandler.of(PageFiles.load(), services, new Blocking(SIGN_INS_MAX, problems))
                        : PageHandler.none(),
                problems,
                new AtomicBoolean(),
                new AtomicInteger());
        var registry = monitoring.metrics().registry();
        registry.gauge("gavel.http.connections", connections, Connections::count);
        registry.gauge(
                "gavel.feed.watchers",
                shared.seats(),
                seats -> config.watching().watchersMax() - (double) seats.availablePermits());
    }

    /** @return the port it listens on */
    public int start() {
        var options = new DeploymentOptions().setInstances(config.eventLoops());
        await(
                vertx.deployVerticle(this::listener, options),
                START_TIMEOUT,
                "listen on " + config.host() + ":" + config.port());
        LOG.info("listening on {}://{}:{}", tls == null ? "http" : "https", config.host(), port);
        return port;
    }

    /**
     * Says that it ends, for as long as is set. Then refuses what comes, lets requests in flight end, tells watchers to
     * connect elsewhere. Connections on which nothing comes are closed last: a client may just be sending on one, and
     * would not know whether its bid was taken.
     */
    @Override
    public void close() {
        if (!shared.leaving().get()) {
            shared.operations().announceEnd();
            awaitUntil(config.limits().announceFor(), () -> false);
            shared.leaving().set(true);
            leave();
        }
        Duration patience = config.limits().shutdownTimeout().plus(Duration.ofSeconds(1));
        await(vertx.close(), patience, "stop the HTTP server");
    }

    private void leave() {
        listeners.forEach(Listener::leave);
        awaitUntil(LEAVE_MAX, () -> connections.count() == 0);
        // What a loop that had no core for a while has not read yet is not counted before it turns.
        awaitUntil(
                config.limits().shutdownTimeout(),
                () -> haveTurned() && shared.underWay().get() == 0);
    }

    private boolean haveTurned() {
        var turned = new CountDownLatch(listeners.size());
        listeners.forEach(listener -> listener.onLoop(turned::countDown));
        try {
            return turned.await(TURN_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void awaitUntil(Duration atMost, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
            try {
                Thread.sleep(LEAVE_POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static <T> T await(Future<T> future, Duration timeout, String action) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while trying to " + action, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("could not " + action + ": " + e.getMessage(), e);
        }
    }

    private Deployable listener() {
        return new Listener();
    }

    /** One event loop's share. */
    private final class Listener extends VerticleBase {
        private Buffer[] files = tls == null ? new Buffer[0] : tls.read();
        private final HttpServer server = tls == null
                ? ApiServer.this.vertx.createHttpServer(options())
                : ApiServer.this.vertx.createHttpServer(tls.secured(options(), files));
        private @Nullable Routes routes;
        private @Nullable Context loop;

        @Override
        public Future<?> start() {
            var made = new Routes(ApiServer.this.vertx, config, services, shared);
            routes = made;
            loop = ApiServer.this.vertx.getOrCreateContext();
            listeners.add(this);
            var slowHeaders = new SlowHeaders(ApiServer.this.vertx, config.clients());
            if (tls != null) {
                ApiServer.this.vertx.setPeriodic(config.tls().reloadEvery().toMillis(), _ -> renew(tls));
            }
            return server.requestHandler(request -> serve(secured(request), made.router()))
                    .invalidRequestHandler(request -> shared.problems().answerInvalid(secured(request)))
                    .connectionHandler(connection -> {
                        if (connections.admit(connection)) {
                            slowHeaders.watch(connection);
                        }
                    })
                    .listen(address())
                    .onSuccess(it -> port = it.actualPort());
        }

        private HttpServerRequest secured(HttpServerRequest request) {
            if (tls != null) {
                SafeHeaders.stayWithTls(request.response());
            }
            return request;
        }

        /** Sends everybody elsewhere who is connected to stay. */
        private void leave() {
            Routes all = routes;
            if (all != null) {
                onLoop(all::close);
            }
        }

        private void onLoop(Runnable work) {
            if (loop != null) {
                loop.runOnContext(_ -> work.run());
            }
        }

        /** Connections that stand keep the certificate that they know; new ones get the new one. */
        private void renew(Tls with) {
            Buffer[] changed = with.changedSince(files);
            if (changed.length > 0) {
                server.updateSSLOptions(with.options(changed))
                        .onSuccess(_ -> {
                            files = changed;
                            LOG.info("the certificate was renewed");
                        })
                        .onFailure(e -> LOG.warn("the new certificate is not usable; the old one stays", e));
            }
        }

        @Override
        public Future<?> stop() {
            if (routes != null) {
                routes.close();
            }
            return server.shutdown(config.limits().shutdownTimeout().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void serve(HttpServerRequest request, Handler<HttpServerRequest> router) {
        if (request.path() == null || !request.path().startsWith("/")) {
            shared.problems().answerInvalid(request);
        } else {
            router.handle(request);
        }
    }

    private SocketAddress address() {
        return config.port() == 0
                ? SocketAddress.sharedRandomPort(FREE_PORT_ID, config.host())
                : SocketAddress.inetSocketAddress(config.port(), config.host());
    }

    private HttpServerOptions options() {
        ApiConfig.Limits limits = config.limits();
        return new HttpServerOptions()
                .setMaxHeaderSize(limits.headerBytesMax())
                .setMaxInitialLineLength(limits.uriBytesMax())
                .setIdleTimeout((int) limits.idleTimeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxWebSocketFrameSize(SOCKET_BYTES_MAX)
                .setMaxWebSocketMessageSize(SOCKET_BYTES_MAX)
                .setWebSocketSubProtocols(
                        Form.all().stream().map(Form::subprotocol).toList())
                // A frame of 64 KiB can be inflated to a thousand times its size before anybody counts its bytes.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(false);
    }
}
