package dev.gavel.server.api;

import static dev.gavel.server.api.Access.BIDDERS;
import static dev.gavel.server.api.Access.EVERYBODY;
import static dev.gavel.server.api.Access.EVERYBODY_AND_CALLERS;
import static dev.gavel.server.api.Access.OPERATORS;
import static dev.gavel.server.api.Access.SELLERS;
import static dev.gavel.server.api.Access.SELLERS_AND_OPERATORS;

import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.tracing.Traces;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every route of the API and the way to its handler, for one event loop. */
final class Routes {
    private static final Route NONE = Route.get("none", EVERYBODY, _ -> {});

    private static final Set<String> TO_THE_END = Set.of("/health/live", "/metrics");

    /** The client closes the connection when it has read this, so that none is closed under a request. */
    static final Problem LEAVING = Problem.of(
                    ProblemType.OVERLOADED, "this node is ending and took nothing of this; ask another one")
            .retryAfter(Duration.ofSeconds(1))
            .withHeader("Connection", "close");

    private final AtomicBoolean leaving;
    private final AtomicInteger underWay;
    private final List<Route> routes;
    private final List<Route> operating;
    private final List<Route> pages;
    private final ArenaClock clock;
    private final Problems problems;
    private final Bodies bodies;
    private final Authenticator authenticator;
    private final RequestTimers timers;
    private final Origins origins;
    private final FeedRooms rooms;
    private final SocketHandler sockets;
    private final Router router;

    Routes(Vertx vertx, ApiConfig config, Services services, Shared shared) {
        Markets markets = services.markets();
        Ledger ledger = services.ledger();
        Blocking blocking = shared.blocking();
        this.clock = markets.clock();
        this.problems = shared.problems();
        this.leaving = shared.leaving();
        this.underWay = shared.underWay();
        this.bodies = Bodies.ofJson(vertx, config.limits());
        this.authenticator = new Authenticator(services.tokens(), shared.verifications());
        this.origins = new Origins(config.clients());
        this.timers = new RequestTimers(services.monitoring().metrics());
        this.rooms = new FeedRooms(services.feed(), blocking, vertx, config.watching(), shared.feedMeters());

        Context loop = vertx.getOrCreateContext();
        var desk = new BidDesk(
                markets,
                ledger,
                blocking,
                config.limits().termsCachedMax(),
                work -> loop.runOnContext(_ -> work.run()));
        var meters = services.monitoring().bids();
        Traces traces = services.monitoring().traces();
        var replies = new BidReplies(meters);
        this.sockets = new SocketHandler(
                new SocketHandler.Desk(
                        desk,
                        markets.undecided(),
                        replies,
                        meters,
                        rooms,
                        shared.seats(),
                        authenticator,
                        clock,
                        problems,
                        traces),
                vertx,
                config.watching());
        var bids = new BidsHandler(desk, markets.undecided(), replies, meters, problems, traces);
        var categories = services.categories();
        var auctions = new AuctionsHandler(markets, ledger, new Shown(categories, services.pictures()));
        var interventions = new InterventionsHandler(markets, ledger);
        var pictures = new PicturesHandler(vertx, services.pictures(), shared.pictures(), problems);
        var lists = new AuctionListHandler(markets, ledger);
        var history = new HistoryHandler(services.feed(), ledger, markets, blocking);
        var ranking = new RankingHandler(markets);
        var feed = new FeedHandler(rooms, config.watching(), shared.seats(), problems);
        var operations = shared.operations();
        this.routes = List.of(
                Route.post("/v1/auctions/{id}/bids", BIDDERS, bids)
                        .onRead(bids::received)
                        .onRefusal(bids::refused),
                Route.get("/v1/auctions/{id}/bids", EVERYBODY_AND_CALLERS, history),
                Route.get("/v1/auctions/{id}/ranking", EVERYBODY_AND_CALLERS, blocking.endpoint(ranking::ranking)),
                Route.get("/v1/auctions/{id}/feed", EVERYBODY, feed),
                Route.post("/v1/auctions/{id}/cancel", SELLERS_AND_OPERATORS, blocking.endpoint(interventions::cancel))
                        .withOptionalBody(),
                Route.post("/v1/auctions/{id}/pause", OPERATORS, blocking.endpoint(interventions::pause)),
                Route.post("/v1/auctions/{id}/resume", OPERATORS, blocking.endpoint(interventions::resume)),
                Route.post("/v1/auctions/{id}/bidders", BIDDERS, blocking.endpoint(interventions::ask))
                        .withoutBody(),
                Route.get(
                        "/v1/auctions/{id}/bidders", SELLERS_AND_OPERATORS, blocking.endpoint(interventions::bidders)),
                Route.put(
                        "/v1/auctions/{id}/bidders/{bidder}",
                        SELLERS_AND_OPERATORS,
                        blocking.endpoint(interventions::say)),
                Route.get("/v1/auctions/{id}", EVERYBODY, blocking.endpoint(auctions::find)),
                Route.patch("/v1/auctions/{id}", SELLERS, blocking.endpoint(auctions::edit)),
                Route.get("/v1/auctions", EVERYBODY, blocking.endpoint(lists::list)),
                Route.post("/v1/auctions", SELLERS, blocking.endpoint(auctions::create)),
                Route.upload("/v1/pictures", SELLERS, pictures::take),
                Route.get("/v1/pictures/{id}", EVERYBODY, pictures::give),
                Route.get("/v1/categories", EVERYBODY, call -> call.reply(Reply.ok(Views.categories(categories)))),
                Route.get("/v1/socket", EVERYBODY_AND_CALLERS, sockets),
                Route.get(
                        "/v1/time",
                        EVERYBODY,
                        call -> call.reply(Reply.ok(new Views.Time(Instant.ofEpochMilli(clock.now()))))),
                Route.get("/v1/me/bids", BIDDERS, blocking.endpoint(history::own)),
                Route.get("/health/live", EVERYBODY, operations::live),
                Route.get("/health/ready", EVERYBODY, shared.healthChecks().endpoint(operations::ready)),
                Route.get("/metrics", EVERYBODY, shared.healthChecks().endpoint(operations::metrics)),
                Route.get("/openapi.yaml", EVERYBODY, operations::openapi),
                Route.get("/asyncapi.yaml", EVERYBODY, operations::asyncapi));
        this.operating = new ConsoleHandler(services.operations()).routes(blocking);
        this.pages = shared.page().routes();
        this.router = router(vertx);
    }

    /**
     * What the event loops share.
     *
     * @param leaving whether the node takes no more requests
     * @param underWay requests that came and have no reply yet
     */
    record Shared(
            Blocking blocking,
            Blocking verifications,
            Blocking healthChecks,
            Semaphore seats,
            PictureTraffic pictures,
            OperationsHandler operations,
            FeedMeters feedMeters,
            PageHandler page,
            Problems problems,
            AtomicBoolean leaving,
            AtomicInteger underWay) {}

    Router router() {
        return router;
    }

    /** Those that openapi.yaml describes; the page is for people. */
    List<Route> all() {
        return Stream.concat(routes.stream(), operating.stream()).toList();
    }

    private Stream<Route> served() {
        return Stream.concat(all().stream(), pages.stream());
    }

    /** Ends what would never end by itself. */
    void close() {
        sockets.close();
        rooms.close();
    }

    private Router router(Vertx vertx) {
        var made = Router.router(vertx);
        made.route().handler(new CrossOrigin(origins));
        served().forEach(route -> made.route(route.method(), route.path()).handler(routing -> serve(route, routing)));
        methodsByPath().forEach((path, methods) -> made.route(path).handler(routing -> refuseMethod(routing, methods)));
        made.route()
                .handler(routing -> call(NONE, routing)
                        .reply(Problem.of(
                                ProblemType.NOT_FOUND, "no route has this path; /openapi.yaml lists them all")));
        // What the router itself finds wrong, such as a path that is not properly encoded.
        made.errorHandler(
                400,
                routing -> call(NONE, routing)
                        .reply(Problem.of(ProblemType.MALFORMED_REQUEST, "the path is not properly encoded")));
        made.errorHandler(500, routing -> problems.answer(call(NONE, routing), failure(routing)));
        return made;
    }

    private static Throwable failure(RoutingContext routing) {
        Throwable failure = routing.failure();
        return failure == null ? new IllegalStateException("the router failed and did not say why") : failure;
    }

    private void serve(Route route, RoutingContext routing) {
        var open = new Open();
        // The client may have gone before there was a reply.
        routing.addEndHandler(_ -> open.end());
        Call call = call(route, routing, open::end);
        call.onRefusal(route.onRefusal());
        if (leaving.get() && !TO_THE_END.contains(route.path())) {
            call.refuse(LEAVING);
            return;
        }
        if (call.request().canUpgradeToWebSocket()) {
            if (!origins.allow(call.header("origin"), call.header("host"))) {
                call.reply(Problem.of(
                        ProblemType.FORBIDDEN, "pages of this origin may not open WebSockets here; see api.clients"));
                return;
            }
            call.hold();
        }
        if (route.body() == Route.Body.LATER) {
            call.hold();
        }
        guarded(call, () -> {
            if (route.reads(call.request())) {
                bodies.read(call, read -> guarded(read, () -> admit(route, read)));
            } else {
                admit(route, call);
            }
        });
    }

    private void admit(Route route, Call call) {
        route.onRead().accept(call);
        authenticator.admit(call, route.access(), it -> route.endpoint().handle(it));
    }

    private void guarded(Call call, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            problems.answer(call, e);
        }
    }

    private Call call(Route route, RoutingContext routing) {
        return call(route, routing, () -> {});
    }

    /** @param replied run when there is a reply, or the beginning of a stream */
    private Call call(Route route, RoutingContext routing, Runnable replied) {
        long receivedAt = clock.stamp();
        long startedAt = System.nanoTime();
        return new Call(routing, receivedAt, startedAt, status -> {
            timers.record(route, status, System.nanoTime() - startedAt);
            replied.run();
        });
    }

    /** A request that a node which ends waits for; not for what streams, which is told to go elsewhere. */
    private final class Open {
        private boolean ended;

        private Open() {
            underWay.incrementAndGet();
        }

        private void end() {
            if (!ended) {
                ended = true;
                underWay.decrementAndGet();
            }
        }
    }

    private void refuseMethod(RoutingContext routing, String methods) {
        call(NONE, routing)
                .reply(Problem.of(ProblemType.METHOD_NOT_ALLOWED, "this resource takes " + methods)
                        .withHeader("Allow", methods));
    }

    private Map<String, String> methodsByPath() {
        return served().collect(Collectors.groupingBy(
                Route::path,
                LinkedHashMap::new,
                Collectors.mapping(route -> route.method().name(), Collectors.joining(", "))));
    }
}
