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
 * request id, until there is one or the bound is reached. Every sending is noted as an exchange of its own.
 */
final class PersistentLane implements Lane, Lane.Answers {
    private final Vertx vertx;
    private final Persistence persistence;
    private final Bidders bidders;
    private final Answers answers;
    private final SplittableRandom random;
    private final List<Lane> nodes;
    private final Map<Integer, Sending> underWay = new HashMap<>();
    private boolean closed;

    /** @param confirming whether the bid is decided, and only asked for again */
    private record Sending(Offer offer, int number, long intendedNanos, long sentNanos, boolean confirming) {}

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
        this.nodes = IntStream.range(0, nodes)
                .mapToObj(node -> lane.to(node, this))
                .toList();
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
        long now = bidders.sinceBegin();
        send(new Sending(offer, 1, now, now, false));
    }

    private void send(Sending sending) {
        underWay.put(sending.offer.number(), sending);
        int node = (sending.offer.account() + sending.number - 1) % nodes.size();
        nodes.get(node).send(sending.offer);
    }

    @Override
    public void told(int bid, Told told) {
        Sending sending = underWay.remove(bid);
        if (sending == null) {
            throw new IllegalStateException("bid " + bid + " was not under way and got an answer: " + told);
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
        bidders.besides(sending.offer, sending.intendedNanos, sending.sentNanos, told);
    }

    private void later(long millis, Sending before, boolean confirm) {
        vertx.setTimer(millis, _ -> {
            long now = bidders.sinceBegin();
            if (!confirm) {
                bidders.sentAgain(before.offer);
            }
            send(new Sending(before.offer, before.number + 1, now, now, confirm));
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
