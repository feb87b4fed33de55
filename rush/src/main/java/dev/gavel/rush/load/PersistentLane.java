package dev.gavel.rush.load;

import dev.gavel.rush.history.Told;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Bidders who do not give up. Each has a node of its own; a bid without an answer goes to the next one, under the same
 * request id, until there is one or the bound is reached. A node that gave no answer is left alone for a while where
 * there is another, as a load balancer does. Every sending is noted as an exchange of its own.
 */
final class PersistentLane implements Lane, Lane.Answers {
    private static final long AVOIDED_NANOS = 2_000_000_000L;

    private final Vertx vertx;
    private final Persistence persistence;
    private final Bidders bidders;
    private final Answers answers;
    private final SplittableRandom random;
    private final List<Lane> nodes;
    private final Map<Integer, Sending> underWay = new HashMap<>();
    /** By node, since the beginning of the run. */
    private final long[] avoidedUntil;

    private boolean closed;

    /**
     * @param number of the sending, from 1
     * @param confirming whether the bid is decided, and only asked for again
     */
    private record Sending(Offer offer, int number, int node, long sentNanos, boolean confirming) {}

    /** @param lane makes the one to a node, by its number */
    PersistentLane(
            Vertx vertx,
            Persistence persistence,
            Bidders bidders,
            SplittableRandom random,
            int nodes,
            LaneToNode lane) {
        this.vertx = vertx;
        this.persistence = persistence;
        this.bidders = bidders;
        this.answers = bidders.answers(false);
        this.random = random;
        this.avoidedUntil = new long[nodes];
        this.nodes =
                IntStream.range(0, nodes).mapToObj(node -> lane.to(node, this)).toList();
    }

    interface LaneToNode {
        Lane to(int node, Answers answers);
    }

    @Override
    public Future<?> open() {
        return Future.all(nodes.stream().<Future<?>>map(Lane::open).toList());
    }

    @Override
    public void send(Offer offer) {
        send(offer, 1, false);
    }

    private void send(Offer offer, int number, boolean confirming) {
        long now = bidders.sinceBegin();
        int node = node(offer.account() + number - 1, now);
        underWay.put(offer.number(), new Sending(offer, number, node, now, confirming));
        nodes.get(node).send(offer);
    }

    private int node(int wished, long now) {
        for (int i = 0; i < nodes.size(); i++) {
            int node = (wished + i) % nodes.size();
            if (avoidedUntil[node] <= now) {
                return node;
            }
        }
        return wished % nodes.size();
    }

    @Override
    public void told(int bid, Told told) {
        Sending sending = underWay.remove(bid);
        if (sending == null) {
            throw new IllegalStateException("bid " + bid + " was not under way and got an answer: " + told);
        }
        if (told.mayComeAgain() && !(told instanceof Told.Undecided it && it.tooMany())) {
            avoidedUntil[sending.node] = bidders.sinceBegin() + AVOIDED_NANOS;
        }
        if (sending.confirming) {
            note(sending, told);
            bidders.confirmed();
        } else if (told.mayComeAgain() && sending.number < persistence.sendings() && !closed) {
            note(sending, told);
            later(persistence.pauseMs(sending.number), sending, false);
        } else {
            boolean confirm = told instanceof Told.Decided && random.nextDouble() < persistence.confirmShare();
            if (confirm && !closed) {
                bidders.confirming();
                later(1 + random.nextLong(persistence.confirmAfter().toMillis()), sending, true);
            }
            answers.told(bid, told);
        }
    }

    private void note(Sending sending, Told told) {
        bidders.besides(sending.offer, sending.sentNanos, told);
    }

    private void later(long millis, Sending before, boolean confirm) {
        vertx.setTimer(millis, _ -> {
            if (!confirm) {
                bidders.sentAgain(before.offer);
            }
            send(before.offer, before.number + 1, confirm);
        });
    }

    @Override
    public void lost(int bids) {
        throw new IllegalStateException("a request over HTTP is lost one by one");
    }

    @Override
    public void ended(String why) {
        answers.ended(why);
    }

    @Override
    public void flush() {
        nodes.forEach(Lane::flush);
    }

    @Override
    public Future<?> close() {
        closed = true;
        return Future.join(nodes.stream().<Future<?>>map(Lane::close).toList());
    }
}
