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
    private final int number;
    private final int loops;
    private final RushPlan plan;
    private final Bidders bidders;
    private final SplittableRandom random;
    private final Vertx vertx;
    private final Context context;
    private final Lane honest;
    private final Lane bots;

    /** @param loops how many there are; a bidder belongs to the one whose number is its own modulo these */
    LoadLoop(int number, int loops, ClientOrder order, RushPlan plan, Bidders bidders) {
        this.number = number;
        this.loops = loops;
        this.plan = plan;
        this.bidders = bidders;
        this.random = new SplittableRandom(System.currentTimeMillis() * loops + number);
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        this.context = vertx.getOrCreateContext();
        LaneConfig lane = order.lane();
        URI server = URI.create(order.url());
        Flood flood = order.plan().flood();
        int botConnections = flood == null ? 1 : flood.connections();
        if (lane.kind() == Kind.HTTP) {
            this.honest = new HttpLane(vertx, server, share(lane.connections()), order.tokens(), bidders);
            this.bots = new HttpLane(vertx, server, share(botConnections), order.botTokens(), bidders);
        } else {
            this.honest = new SocketLane(vertx, server, lane.kind().form(), honestSeats(order), bidders);
            List<Seat> seats = seats(order.botTokens(), botConnections).toList();
            this.bots = new SocketLane(vertx, server, lane.kind().form(), seats, bidders);
        }
    }

    private int share(int connections) {
        return Math.max(1, (connections + loops - 1 - number) / loops);
    }

    private List<Seat> honestSeats(ClientOrder order) {
        if (order.lane().gateways() == 0) {
            return seats(order.tokens(), order.tokens().size()).toList();
        }
        return IntStream.range(0, order.tokens().size())
                .filter(gateway -> gateway % loops == number)
                .mapToObj(gateway -> new Seat(Seat.ANYBODY, order.tokens().get(gateway)))
                .toList();
    }

    /** Connections are dealt out to accounts in turn; those of this loop's accounts are made here. */
    private Stream<Seat> seats(List<String> tokens, int connections) {
        if (tokens.isEmpty()) {
            return Stream.empty();
        }
        return IntStream.range(0, Math.max(connections, tokens.size()))
                .map(connection -> connection % tokens.size())
                .filter(account -> account % loops == number)
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
                if (bid.bidder() % loops == number) {
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

    /** Also where a connection cannot be ended politely. */
    Future<?> close() {
        return onLoop(() -> Future.join(honest.close(), bots.close())).eventually(vertx::close);
    }
}
