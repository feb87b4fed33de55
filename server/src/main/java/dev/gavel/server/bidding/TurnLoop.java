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
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the turns of this node on one thread.
 *
 * <p>Implementation notes. All queues belong to this thread; bids and the arena's answers reach it through one inbox,
 * so there is no lock to hold and no order to lose. The inbox is bounded by {@code waitingMax} bids and one answer for
 * each turn that has some of them. While bids are under way a bid does not wake the thread, which looks by itself before
 * long, and at once when the arena answers: at 40,000 bids a second waking it would cost more than deciding them.
 */
public final class TurnLoop implements Bidding, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TurnLoop.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(15);
    private static final Duration STOP_POLL = Duration.ofMillis(10);
    /** So that turns leave also while more comes all the time. */
    private static final int EVENTS_AT_ONCE_MAX = 1_024;

    private final BiddingConfig config;
    private final Buckets buckets;
    private final ConcurrentLinkedQueue<Event> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Turns turns;
    private final Thread thread;
    private volatile boolean stopping;
    /** Whether the thread looks at its inbox soon, without being woken. */
    private volatile boolean gathering;

    /**
     * @param arena decides a turn; {@link PlaceBids#place}
     * @param primaryOf the name of the Redis primary that decides for a bucket now
     */
    public TurnLoop(
            BiddingConfig config,
            Buckets buckets,
            BiFunction<Bucket, Turn, CompletionStage<TurnReply>> arena,
            Function<Bucket, String> primaryOf,
            MeterRegistry meters) {
        this.config = config;
        this.buckets = buckets;
        this.turns =
                new Turns(config, arena, primaryOf, System::nanoTime, this::tell, waiting::decrementAndGet, meters);
        meters.gauge("gavel.bids.waiting", waiting);
        this.thread = Thread.ofPlatform().name("gavel-turns").start(this::run);
    }

    @Override
    public void place(AuctionId auction, Bid bid, long receivedAt, Consumer<Answer> answer) {
        // Counted before stopping is looked at: the loop ends only when nothing is counted.
        if (waiting.incrementAndGet() > config.waitingMax() || stopping) {
            waiting.decrementAndGet();
            answer.accept(new Answer.Overloaded(Turns.RETRY_AFTER));
            return;
        }
        var arrived = new ArrivedBid(auction, bid, receivedAt);
        inbox.add(new Arrival(buckets.of(auction.value()), new Waiting(arrived, System.nanoTime(), answer)));
        if (!gathering) {
            LockSupport.unpark(thread);
        }
    }

    private void tell(Event event) {
        inbox.add(event);
        LockSupport.unpark(thread);
    }

    /** Decides what is queued, refuses what still comes, and returns when all is answered. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            if (!thread.join(STOP_MAX)) {
                LOG.error("Turns were still under way after {}; their bidders got no answer", STOP_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping || waiting.get() > 0) {
            // Before the inbox is read: what is added by who still saw it set is read now.
            gathering = false;
            int read = 0;
            for (Event event = inbox.poll(); event != null; event = inbox.poll()) {
                turns.handle(event);
                if (++read == EVENTS_AT_ONCE_MAX) {
                    break;
                }
            }
            turns.go();
            if (inbox.isEmpty()) {
                sleep(turns.untilNextNanos());
            }
            if (Thread.currentThread().isInterrupted()) {
                LOG.error("The turn loop was interrupted; bids are no longer decided by this node");
                return;
            }
        }
    }

    /** Until an event comes, and at most for so long, where that is not negative. */
    private void sleep(long nanos) {
        long every = config.turnEvery().toNanos();
        gathering = every > 0 && waiting.get() > 0;
        if (gathering) {
            LockSupport.parkNanos(this, nanos < 0 ? every : Math.min(nanos, every));
        } else if (nanos >= 0) {
            LockSupport.parkNanos(this, nanos);
        } else if (stopping) {
            // A bid refused because of stopping leaves no event behind, so nothing may be waited for then.
            LockSupport.parkNanos(this, STOP_POLL.toNanos());
        } else {
            LockSupport.park(this);
        }
    }
}
