package dev.gavel.rush.load;

import dev.gavel.rush.load.LaneConfig.Kind;
import dev.gavel.rush.load.PlanConfig.Flood;
import dev.gavel.rush.load.RushPlan.PlannedBid;
import dev.gavel.rush.load.SocketLane.Seat;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One event loop with the lanes of the bidders that belong to it. */
final class LoadLoop {
    private final Part part;
    private final RushPlan plan;
    private final Bidders bidders;
    private final SplittableRandom random;
    private final Vertx vertx;
    private final Context context;
    private final Lane honest;
    private final Lane bots;

    /** Which of so many loops one is, and whose bids belong to it. */
    private record Part(int number, int loops, boolean botsApart) {
        /** Requests are dealt out evenly; WebSockets of bots have a loop of their own, so that nobody waits for it. */
        static Part of(int number, ClientOrder order) {
            return new Part(number, count(order), order.lane().kind() != Kind.HTTP);
        }

        boolean has(int account, boolean bot) {
            return botsApart ? number == (bot ? loops - 1 : 0) : account % loops == number;
        }

        int share(int connections) {
            return Math.max(1, (connections + loops - 1 - number) / loops);
        }
    }

    /** One loop sends 40,000 bids a second over WebSockets; requests over HTTP cost ten times as much. */
    private static int count(ClientOrder order) {
        return order.lane().kind() == Kind.HTTP || order.plan().flood() != null ? 2 : 1;
    }

    /** All that an order needs. */
    static List<LoadLoop> of(ClientOrder order, RushPlan plan, Bidders bidders) {
        return IntStream.range(0, count(order))
                .mapToObj(number -> new LoadLoop(Part.of(number, order), order, plan, bidders))
                .toList();
    }

    private LoadLoop(Part part, ClientOrder order, RushPlan plan, Bidders bidders) {
        this.part = part;
        this.plan = plan;
        this.bidders = bidders;
        this.random = new SplittableRandom(System.currentTimeMillis() * part.loops + part.number);
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        this.context = vertx.getOrCreateContext();
        LaneConfig lane = order.lane();
        URI server = URI.create(order.urls().getFirst());
        Flood flood = order.plan().flood();
        int botConnections = flood == null ? 1 : flood.connections();
        Lane.Answers ofHonest = bidders.answers(false);
        Lane.Answers ofBots = bidders.answers(true);
        if (lane.kind() == Kind.HTTP) {
            this.honest = honestOverHttp(order, ofHonest);
            this.bots = new HttpLane(vertx, server, part.share(botConnections), order.botTokens(), ofBots);
        } else {
            this.honest = new SocketLane(vertx, server, lane.kind().form(), honestSeats(order), ofHonest);
            List<Seat> seats = seats(order.botTokens(), botConnections, true).toList();
            this.bots = new SocketLane(vertx, server, lane.kind().form(), seats, ofBots);
        }
    }

    private Lane honestOverHttp(ClientOrder order, Lane.Answers ofHonest) {
        int connections = part.share(order.lane().connections());
        List<URI> nodes = order.urls().stream().map(URI::create).toList();
        Persistence persistence = order.persistence();
        return persistence == null
                ? new HttpLane(vertx, nodes.getFirst(), connections, order.tokens(), ofHonest)
                : new PersistentLane(
                        vertx,
                        persistence,
                        bidders,
                        random.split(),
                        nodes.size(),
                        (node, answers) -> new HttpLane(vertx, nodes.get(node), connections, order.tokens(), answers));
    }

    private List<Seat> honestSeats(ClientOrder order) {
        if (order.lane().gateways() == 0) {
            return seats(order.tokens(), order.tokens().size(), false).toList();
        }
        return IntStream.range(0, order.tokens().size())
                .filter(gateway -> part.has(gateway, false))
                .mapToObj(gateway -> new Seat(Seat.ANYBODY, order.tokens().get(gateway)))
                .toList();
    }

    /** Connections are dealt out to accounts in turn; those of this loop's accounts are made here. */
    private Stream<Seat> seats(List<String> tokens, int connections, boolean bots) {
        if (tokens.isEmpty()) {
            return Stream.empty();
        }
        return IntStream.range(0, Math.max(connections, tokens.size()))
                .map(connection -> connection % tokens.size())
                .filter(account -> part.has(account, bots))
                .mapToObj(account -> new Seat(account, tokens.get(account)));
    }

    Future<?> open() {
        return onLoop(() -> Future.all(honest.open(), bots.open()));
    }

    private interface Action {
        Future<?> run();
    }

    private Future<?> onLoop(Action action) {
        Promise<Object> done = Promise.promise();
        context.runOnContext(_ -> action.run().onComplete(done::complete, done::fail));
        return done.future();
    }

    /** Sends the bids of this loop's bidders from this number to before that; does not block. */
    void send(int from, int to) {
        context.runOnContext(_ -> {
            for (int i = from; i < to; i++) {
                PlannedBid bid = plan.bid(i);
                if (part.has(bid.bidder(), bid.bot())) {
                    Offer offer = bidders.offer(i, random);
                    if (offer != null) {
                        (bid.bot() ? bots : honest).send(offer);
                    }
                }
            }
            honest.flush();
            bots.flush();
        });
    }

    /** Done when all that was handed over is sent. */
    Future<?> sent() {
        return onLoop(Future::succeededFuture);
    }

    /** Also where a connection cannot be ended politely. */
    Future<?> close() {
        return onLoop(() -> Future.join(honest.close(), bots.close())).eventually(vertx::close);
    }
}
