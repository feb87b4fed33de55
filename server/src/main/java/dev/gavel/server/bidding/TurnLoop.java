package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.arena.Turn;
import dev.gavel.server.bidding.Turns.Arrival;
import dev.gavel.server.bidding.Turns.Event;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the turns of this node on the thread that talks to Redis.
 *
 * <p>Implementation notes. All queues belong to that thread; bids and the arena's answers reach it through one inbox,
 * so there is no lock to hold and no order to lose. The inbox is bounded by {@code waitingMax} bids and one answer for
 * each turn that has some of them. A reply is handled where it was read, so that the next turn leaves without another
 * thread being woken; a bid wakes nobody while a turn of its bucket is under way, whose reply leads here anyway.
 */
public final class TurnLoop implements Bidding, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TurnLoop.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(15);
    private static final Duration STOP_POLL = Duration.ofMillis(5);
    /** What comes is looked at within this time, also while Redis keeps the reply back: some bids are turned away. */
    private static final long LOOK_NANOS = 5_000_000;
    /** Then what else runs on the thread has its turn. */
    private static final int EVENTS_AT_ONCE = 4_096;

    private final BiddingConfig config;
    private final Buckets buckets;
    private final EventExecutor thread;
    private final Queue<Event> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean expected = new AtomicBoolean();
    private final AtomicInteger waiting = new AtomicInteger();
    /** By bucket: 1 while a reply leads to {@link #run} anyway. */
    private final AtomicIntegerArray expecting;

    private final DecisionTimes times;
    private final Refusals refusals;
    private final Turns turns;
    private volatile boolean stopping;
    private volatile long lookedAtNanos = System.nanoTime();
    // For the one thread.
    private boolean running;
    private @Nullable Long timedAtNanos;

    /**
     * @param arena decides a turn; {@link PlaceBids#place}
     * @param primaryOf the name of the Redis primary that decides for a bucket now
     * @param thread runs the turns; best the one on which the arena's replies come
     */
    public TurnLoop(
            BiddingConfig config,
            Buckets buckets,
            BiFunction<Bucket, Turn, CompletionStage<TurnReply>> arena,
            Function<Bucket, String> primaryOf,
            EventExecutor thread,
            MeterRegistry meters) {
        this.config = config;
        this.buckets = buckets;
        this.thread = thread;
        this.expecting = new AtomicIntegerArray(buckets.count());
        this.times = new DecisionTimes(buckets);
        this.refusals = new Refusals(meters);
        this.turns = new Turns(
                config,
                (bucket, turn) -> {
                    isExpected(bucket, true);
                    return arena.apply(bucket, turn);
                },
                primaryOf,
                System::nanoTime,
                this::come,
                this::told,
                meters);
        meters.gauge("gavel.bids.waiting", waiting);
    }

    /** How long bids have taken lately. */
    public DecisionTimes times() {
        return times;
    }

    private void told(Bucket bucket, Waiting bid, Answer answer, long nowNanos) {
        waiting.decrementAndGet();
        if (answer instanceof Answer.Decided) {
            times.told(bucket, nowNanos, nowNanos - bid.sinceNanos());
        }
    }

    @Override
    public void place(AuctionId auction, Bid bid, long receivedAt, Consumer<Answer> answer) {
        // Counted before stopping is looked at: the loop ends only when nothing is counted.
        if (waiting.incrementAndGet() > config.waitingMax() || stopping) {
            waiting.decrementAndGet();
            refusals.count(Refusals.Why.OVERLOADED);
            answer.accept(new Answer.Overloaded(Turns.RETRY_AFTER));
            return;
        }
        Bucket bucket = buckets.of(auction.value());
        long now = System.nanoTime();
        inbox.add(new Arrival(bucket, new Waiting(new ArrivedBid(auction, bid, receivedAt), now, answer)));
        // After it was added: who takes the reply looks at the inbox after that turn has ended.
        if (expecting.get(bucket.number()) == 0 || now - lookedAtNanos > LOOK_NANOS) {
            expectRun();
        }
    }

    /** Decides what is queued, refuses what still comes, and returns when all is answered. */
    @Override
    public void close() {
        stopping = true;
        long deadline = System.nanoTime() + STOP_MAX.toNanos();
        while (waiting.get() > 0) {
            if (System.nanoTime() - deadline > 0) {
                LOG.error("Turns were still under way after {}; their bidders got no answer", STOP_MAX);
                return;
            }
            try {
                Thread.sleep(STOP_POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Takes what the arena has to say, from whichever thread. */
    private void come(Event event) {
        inbox.add(event);
        if (thread.inEventLoop() && !running) {
            run();
        } else {
            expectRun();
        }
    }

    private void isExpected(Bucket bucket, boolean is) {
        expecting.set(bucket.number(), is ? 1 : 0);
    }

    private void expectRun() {
        if (!expected.get() && !expected.getAndSet(true)) {
            thread.execute(() -> {
                expected.set(false);
                run();
            });
        }
    }

    private void run() {
        running = true;
        lookedAtNanos = System.nanoTime();
        try {
            Event next = inbox.poll();
            for (int handled = 1; next != null; handled++) {
                if (next instanceof Turns.Answered(var turn, var _, var _)) {
                    isExpected(turn.bucket(), false);
                }
                turns.handle(next);
                next = handled < EVENTS_AT_ONCE ? inbox.poll() : null;
            }
            turns.go();
        } catch (RuntimeException e) {
            // Whoever called, such as the reader of a reply, would keep it to itself.
            LOG.error("A turn of this node failed in a way that nobody expected", e);
        } finally {
            running = false;
        }
        goInTime();
        if (!inbox.isEmpty()) {
            expectRun();
        }
    }

    private void goInTime() {
        Long at = turns.goesAtNanos();
        if (at == null || (timedAtNanos != null && at - timedAtNanos >= 0)) {
            return;
        }
        timedAtNanos = at;
        var _ = thread.schedule(
                () -> {
                    timedAtNanos = null;
                    run();
                },
                at - System.nanoTime(),
                TimeUnit.NANOSECONDS);
    }
}
