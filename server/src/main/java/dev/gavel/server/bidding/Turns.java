package dev.gavel.server.bidding;

import dev.gavel.server.arena.Turn;
import dev.gavel.server.bidding.Departures.Departure;
import dev.gavel.server.platform.Steps;
import dev.gavel.shards.Bucket;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of one node: which leave, which are asked again, who is answered. For one thread, and with a time that it
 * is given: {@link TurnLoop} gives it both, the simulation a time of its own.
 *
 * <p>The bucket's next turn leaves once the arena has replied to the one before; the reply is read and its answers are
 * handed out while the arena decides the next, and before that one's are. A turn whose answer was lost is asked again
 * with the same bytes, hence the same request ids: the arena then gives the first answers back. Its bucket waits
 * meanwhile, which keeps the order.
 */
final class Turns {
    static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final BiddingConfig config;
    private final BiFunction<Bucket, Turn, CompletionStage<TurnReply>> arena;
    private final LongSupplier nanoTime;
    private final Consumer<Event> inbox;
    private final Told told;
    private final Departures departures;
    private final PriorityQueue<UnderWay> retries = new PriorityQueue<>();
    private final Refusals refusals;
    private final Timer turnTime;
    private final DistributionSummary turnBids;

    /**
     * @param arena decides a turn
     * @param primaryOf the name of the primary that decides for a bucket now
     * @param inbox takes, from any thread, what {@link #handle} is to be given
     * @param told hears of each bid before its answer
     */
    Turns(
            BiddingConfig config,
            BiFunction<Bucket, Turn, CompletionStage<TurnReply>> arena,
            Function<Bucket, String> primaryOf,
            LongSupplier nanoTime,
            Consumer<Event> inbox,
            Told told,
            MeterRegistry meters) {
        this.config = config;
        this.arena = arena;
        this.nanoTime = nanoTime;
        this.inbox = inbox;
        this.told = told;
        this.departures = new Departures(config, primaryOf);
        this.refusals = new Refusals(meters);
        this.turnTime = Timer.builder("gavel.turn.time")
                .description("From a turn's departure to its answer")
                .serviceLevelObjectives(Steps.ofAnswers())
                .register(meters);
        this.turnBids = DistributionSummary.builder("gavel.turn.bids")
                .description("Bids decided by one script call")
                .serviceLevelObjectives(SIZES)
                .register(meters);
    }

    /** Hears of each bid just before it is answered. */
    interface Told {
        void told(Bucket bucket, Waiting bid, Answer answer, long nowNanos);
    }

    sealed interface Event {}

    record Arrival(Bucket bucket, Waiting waiting) implements Event {}

    record Answered(
            UnderWay turn,
            @Nullable TurnReply reply,
            @Nullable Throwable failure) implements Event {}

    /** What a turn's answers tell is as safe as it has to be; or may be lost, where there is a failure. */
    record Safe(UnderWay turn, TurnReply reply, @Nullable Throwable failure) implements Event {}

    /** A turn that has left. */
    static final class UnderWay implements Comparable<UnderWay> {
        private final Departure departure;
        private final Turn turn;
        private final long leftNanos;
        private long retryAtNanos;

        private UnderWay(Departure departure, long leftNanos) {
            this.departure = departure;
            this.leftNanos = leftNanos;
            this.turn = Turn.of(departure.bids().stream().map(Waiting::arrived).toList());
        }

        Bucket bucket() {
            return departure.bucket();
        }

        @Override
        public int compareTo(UnderWay other) {
            return Long.compare(retryAtNanos - other.retryAtNanos, 0);
        }
    }

    void handle(Event event) {
        switch (event) {
            case Arrival(var bucket, var bid) -> {
                if (!departures.offer(bucket, bid)) {
                    refusals.count(Refusals.Why.SHED);
                    answer(bucket, bid, new Answer.Overloaded(RETRY_AFTER), bid.sinceNanos());
                }
            }
            case Answered(var turn, var reply, var _) when reply != null -> complete(turn, reply);
            case Answered(var turn, var _, var failure) -> failed(turn, failure);
            case Safe(var turn, var reply, var failure) -> tell(turn, reply, failure);
        }
    }

    /** Sends what may leave and what is to be asked again by now. */
    void go() {
        for (UnderWay next = retries.peek();
                next != null && next.retryAtNanos - nanoTime.getAsLong() <= 0;
                next = retries.peek()) {
            send(retries.remove());
        }
        depart();
    }

    /** When {@link #go} has something to ask again; null where nothing waits for that. */
    @Nullable
    Long goesAtNanos() {
        UnderWay next = retries.peek();
        return next == null ? null : next.retryAtNanos;
    }

    private void depart() {
        for (Departure next = departures.next(); next != null; next = departures.next()) {
            send(new UnderWay(next, nanoTime.getAsLong()));
        }
    }

    private void send(UnderWay turn) {
        arena.apply(turn.departure.bucket(), turn.turn)
                .whenComplete((reply, failure) -> inbox.accept(new Answered(turn, reply, failure)));
    }

    private void complete(UnderWay turn, TurnReply reply) {
        long now = nanoTime.getAsLong();
        turnTime.record(now - turn.leftNanos, TimeUnit.NANOSECONDS);
        turnBids.record(turn.turn.bids().size());
        // Before the reply is read, so that the arena does not idle meanwhile.
        departures.arrived(turn.departure, now);
        depart();
        CompletionStage<Void> safe = reply.safe();
        if (safe == null) {
            answer(turn, read(turn, reply));
        } else {
            safe.whenComplete((_, failure) -> inbox.accept(new Safe(turn, reply, failure)));
        }
    }

    private void tell(UnderWay turn, TurnReply reply, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.warn(
                    "A turn of bucket {} was decided and is not told: {}", turn.departure.bucket(), failure.toString());
        }
        answer(turn, failure == null ? read(turn, reply) : unknown(turn));
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
        long now = nanoTime.getAsLong();
        for (int i = 0; i < answers.size(); i++) {
            answer(turn.departure.bucket(), bids.get(i), answers.get(i), now);
        }
    }

    private static List<Answer> unknown(UnderWay turn) {
        return Collections.nCopies(turn.turn.bids().size(), new Answer.Unknown());
    }

    private void failed(UnderWay turn, @Nullable Throwable failure) {
        long now = nanoTime.getAsLong();
        Bucket bucket = turn.departure.bucket();
        if (now - turn.leftNanos > config.retryFor().toNanos()) {
            LOG.error(
                    "Gave up on a turn of {} bids of bucket {}",
                    turn.turn.bids().size(),
                    bucket,
                    failure);
            departures.arrived(turn.departure, now);
            answer(turn, unknown(turn));
            return;
        }
        LOG.warn("A turn of bucket {} got no answer and is asked again: {}", bucket, String.valueOf(failure));
        turn.retryAtNanos = now + config.retryPause().toNanos();
        retries.add(turn);
    }

    private void answer(Bucket bucket, Waiting bid, Answer answer, long now) {
        told.told(bucket, bid, answer, now);
        try {
            bid.answer().accept(answer);
        } catch (RuntimeException e) {
            // One bidder's broken connection must not cost the others their answers.
            LOG.warn("Answering a bid of auction {} failed", bid.arrived().auction(), e);
        }
    }
}
