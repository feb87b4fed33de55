package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.server.admission.Admission;
import dev.gavel.server.admission.AdmissionConfig;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.arena.NodeId;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** A node's own parts, on virtual time: admission, what it holds, its queues and turns, its bell. */
final class SimNode implements ArenaClock, AutoCloseable {
    static final Buckets BUCKETS = new Buckets(1);
    static final Bucket BUCKET = new Bucket(0);
    private static final Duration RING_EVERY = Duration.ofMillis(100);

    private final SimWorld world;
    private final NodeId id;
    private final BiddingConfig config;
    /** How far this node is wrong about the arena's time. */
    private final long offsetMillis;

    private final Undecided undecided = new Undecided(BUCKETS, SimArena.DRAIN_MAX);
    private final Turns turns;
    private final Admission admission;
    private final ArrayDeque<Turns.Event> inbox = new ArrayDeque<>();
    private int waiting;
    private long standsStillUntil;
    private boolean isLookedAt;
    private boolean dead;
    private long diedAt;

    SimNode(SimWorld world, long id, BiddingConfig config, long offsetMillis) {
        this.world = world;
        this.id = new NodeId(id);
        this.config = config;
        this.offsetMillis = offsetMillis;
        var meters = new SimpleMeterRegistry();
        this.turns = new Turns(
                config,
                (_, turn) -> world.network().place(this.id, turn),
                _ -> "",
                world.time()::nanos,
                this::hear,
                (_, _, _, _) -> waiting--,
                meters);
        this.admission =
                new Admission(AdmissionConfig.DEFAULT, this::queue, this, this.id, meters, world.time()::nanos);
        world.time().in(RING_EVERY, this::ring);
    }

    NodeId id() {
        return id;
    }

    boolean isDead() {
        return dead;
    }

    long diedAt() {
        return diedAt;
    }

    int waiting() {
        return waiting;
    }

    void kill() {
        dead = true;
        diedAt = world.time().nanos();
    }

    /** A long collection, or a machine that has other things to do. */
    void standStill(Duration length) {
        standsStillUntil = Math.max(standsStillUntil, world.time().nanos() + length.toNanos());
    }

    /** From a client; its answer comes unless the node dies. */
    void bid(AuctionId auction, Bid bid, SimClient.Attempt attempt) {
        whenMoving(() -> {
            long receivedAt = stamp();
            long arrivedNanos = world.time().nanos();
            attempt.receivedBy(this, receivedAt);
            undecided.received(auction, receivedAt, arrivedNanos);
            admission.place(auction, bid, receivedAt, answer -> {
                undecided.answered(auction, receivedAt, arrivedNanos);
                attempt.answered(answer);
            });
        });
    }

    private void queue(AuctionId auction, Bid bid, long receivedAt, Consumer<Answer> answer) {
        if (waiting == config.waitingMax()) {
            answer.accept(new Answer.Overloaded(Turns.RETRY_AFTER));
            return;
        }
        waiting++;
        hear(new Turns.Arrival(
                BUCKET,
                new Waiting(
                        new ArrivedBid(auction, bid, receivedAt), world.time().nanos(), answer)));
    }

    private void hear(Turns.Event event) {
        inbox.add(event);
        look();
    }

    private void look() {
        if (!isLookedAt) {
            isLookedAt = true;
            world.time().at(world.time().nanos(), () -> whenMoving(this::work));
        }
    }

    private void work() {
        isLookedAt = false;
        for (Turns.Event next = inbox.poll(); next != null; next = inbox.poll()) {
            turns.handle(next);
        }
        turns.go();
        Long goesAt = turns.goesAtNanos();
        if (goesAt != null) {
            world.time().in(Duration.ofNanos(Math.max(0, goesAt - world.time().nanos())), this::look);
        }
    }

    private void ring() {
        whenMoving(() -> {
            long now = now();
            world.network().close(id, undecided.answeredBefore(BUCKET, now), world.othersThan(this));
            world.time().in(RING_EVERY, this::ring);
        });
    }

    private void whenMoving(Runnable what) {
        if (dead) {
            return;
        }
        if (world.time().nanos() < standsStillUntil) {
            world.time().at(standsStillUntil, () -> whenMoving(what));
        } else {
            what.run();
        }
    }

    @Override
    public long stamp() {
        return now();
    }

    @Override
    public long now() {
        return world.millis() + offsetMillis;
    }

    @Override
    public void close() {
        admission.close();
    }
}
