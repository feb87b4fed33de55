package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.arena.Turn;
import dev.gavel.server.bidding.Departures.Departure;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the turns of this node on one thread.
 *
 * <p>Implementation notes. All queues belong to this thread; bids and the arena's answers reach it through one inbox,
 * so there is no lock to hold and no order to lose. The bucket's next turn leaves once the arena has replied to the one
 * before; the reply is read and its answers are handed out while the arena decides the next, and before that one's
 * are. A turn whose answer was lost is asked again with the same bytes, hence the same request ids: the arena then
 * gives the first answers back. Its bucket waits meanwhile, which keeps the order. The inbox is bounded by {@code
 * waitingMax} bids and one answer for each turn under way.
 */
public final class TurnLoop implements Bidding, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TurnLoop.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(15);
    private static final Duration STOP_POLL = Duration.ofMillis(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final BiddingConfig config;
    private final Buckets buckets;
    private final BiFunction<Bucket, Turn, CompletionStage<TurnReply>> arena;
    private final LinkedBlockingQueue<Event> inbox = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Departures departures;
    private final PriorityQueue<UnderWay> retries = new PriorityQueue<>();
    private final Timer turnTime;
    private final DistributionSummary turnBids;
    private final Thread thread;
    private volatile boolean stopping;

    private sealed interface Event {}

    private record Arrival(Bucket bucket, Waiting waiting) implements Event {}

    private record Answered(
            UnderWay turn,
            @Nullable TurnReply reply,
            @Nullable Throwable failure) implements Event {}

    private record Stop() implements Event {}

    /** A turn that has left. */
    private static final class UnderWay implements Comparable<UnderWay> {
        private final Departure departure;
        private final Turn turn;
        private final long leftNanos = System.nanoTime();
        private long retryAtNanos;

        UnderWay(Departure departure) {
            this.departure = departure;
            this.turn = Turn.of(departure.bids().stream().map(Waiting::arrived).toList());
        }

        @Override
        public int compareTo(UnderWay other) {
            return Long.compare(retryAtNanos - other.retryAtNanos, 0);
        }
    }

    /** @param arena decides a turn; {@link PlaceBids#place} */
    public TurnLoop(
            BiddingConfig config,
            Buckets buckets,
            BiFunction<Bucket, Turn, CompletionStage<TurnReply>> arena,
            MeterRegistry meters) {
        this.config = config;
        this.buckets = buckets;
        this.arena = arena;
        this.departures = new Departures(config);
        this.turnTime = Timer.builder("gavel.turn.time")
                .description("From a turn's departure to its answer")
                .publishPercentileHistogram()
                .register(meters);
        this.turnBids = DistributionSummary.builder("gavel.turn.bids")
                .description("Bids decided by one script call")
                .register(meters);
        meters.gauge("gavel.bids.waiting", waiting);
        this.thread = Thread.ofPlatform().name("gavel-turns").start(this::run);
    }

    @Override
    public void place(AuctionId auction, Bid bid, long receivedAt, Consumer<Answer> answer) {
        // Counted before stopping is looked at: the loop ends only when nothing is counted.
        if (waiting.incrementAndGet() > config.waitingMax() || stopping) {
            waiting.decrementAndGet();
            answer.accept(new Answer.Overloaded(RETRY_AFTER));
            return;
        }
        var arrived = new ArrivedBid(auction, bid, receivedAt);
        inbox.add(new Arrival(buckets.of(auction.value()), new Waiting(arrived, System.nanoTime(), answer)));
    }

    /** Decides what is queued, refuses what still comes, and returns when all is answered. */
    @Override
    public void close() {
        stopping = true;
        inbox.add(new Stop());
        try {
            if (!thread.join(STOP_MAX)) {
                LOG.error("Turns were still under way after {}; their bidders got no answer", STOP_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Event> events = new ArrayList<>();
        while (!stopping || waiting.get() > 0) {
            try {
                Event first = await();
                if (first != null) {
                    events.add(first);
                    inbox.drainTo(events);
                }
                events.forEach(this::handle);
                retryDue();
                depart();
            } catch (InterruptedException e) {
                LOG.error("The turn loop was interrupted; bids are no longer decided by this node", e);
                return;
            } finally {
                events.clear();
            }
        }
    }

    private @Nullable Event await() throws InterruptedException {
        UnderWay next = retries.peek();
        if (next == null) {
            // A bid refused because of stopping leaves no event behind, so nothing may be waited for then.
            return stopping ? inbox.poll(STOP_POLL.toMillis(), TimeUnit.MILLISECONDS) : inbox.take();
        }
        return inbox.poll(Math.max(0, next.retryAtNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void handle(Event event) {
        switch (event) {
            case Arrival(var bucket, var bid) -> {
                if (!departures.offer(bucket, bid)) {
                    answer(bid, new Answer.Overloaded(RETRY_AFTER));
                }
            }
            case Answered(var turn, var reply, var _) when reply != null -> complete(turn, reply);
            case Answered(var turn, var _, var failure) -> failed(turn, failure);
            case Stop() -> {}
        }
    }

    private void depart() {
        for (Departure next = departures.next(); next != null; next = departures.next()) {
            send(new UnderWay(next));
        }
    }

    private void send(UnderWay turn) {
        arena.apply(turn.departure.bucket(), turn.turn)
                .whenComplete((reply, failure) -> inbox.add(new Answered(turn, reply, failure)));
    }

    private void complete(UnderWay turn, TurnReply reply) {
        turnTime.record(System.nanoTime() - turn.leftNanos, TimeUnit.NANOSECONDS);
        turnBids.record(turn.turn.bids().size());
        // Before the reply is read, so that the arena does not idle meanwhile.
        departures.arrived(turn.departure.bucket(), System.nanoTime());
        depart();
        answer(turn, read(turn, reply));
    }

    private static List<Answer> read(UnderWay turn, TurnReply reply) {
        try {
            return reply.answers();
        } catch (RuntimeException e) {
            LOG.error("A reply for bucket {} cannot be read", turn.departure.bucket(), e);
            return unknown(turn);
        }
    }

    private void answer(UnderWay turn, List<Answer> answers) {
        List<Waiting> bids = turn.departure.bids();
        for (int i = 0; i < answers.size(); i++) {
            answer(bids.get(i), answers.get(i));
        }
    }

    private static List<Answer> unknown(UnderWay turn) {
        return Collections.nCopies(turn.turn.bids().size(), new Answer.Unknown());
    }

    private void failed(UnderWay turn, @Nullable Throwable failure) {
        long now = System.nanoTime();
        Bucket bucket = turn.departure.bucket();
        if (now - turn.leftNanos > config.retryFor().toNanos()) {
            LOG.error(
                    "Gave up on a turn of {} bids of bucket {}",
                    turn.turn.bids().size(),
                    bucket,
                    failure);
            departures.arrived(bucket, now);
            answer(turn, unknown(turn));
            return;
        }
        LOG.warn("A turn of bucket {} got no answer and is asked again: {}", bucket, String.valueOf(failure));
        turn.retryAtNanos = now + config.retryPause().toNanos();
        retries.add(turn);
    }

    private void retryDue() {
        for (UnderWay next = retries.peek();
                next != null && next.retryAtNanos - System.nanoTime() <= 0;
                next = retries.peek()) {
            send(retries.remove());
        }
    }

    private void answer(Waiting bid, Answer answer) {
        waiting.decrementAndGet();
        try {
            bid.answer().accept(answer);
        } catch (RuntimeException e) {
            // One bidder's broken connection must not cost the others their answers.
            LOG.warn("Answering a bid of auction {} failed", bid.arrived().auction(), e);
        }
    }
}
