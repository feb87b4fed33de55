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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the turns of this node on one thread.
 *
 * <p>Implementation notes. All queues belong to this thread; bids and the arena's answers reach it through one inbox,
 * so there is no lock to hold and no order to lose. The inbox is bounded by {@code waitingMax} bids and one answer for
 * each turn that has some of them.
 */
public final class TurnLoop implements Bidding, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TurnLoop.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(15);
    private static final Duration STOP_POLL = Duration.ofMillis(10);

    private final BiddingConfig config;
    private final Buckets buckets;
    private final LinkedBlockingQueue<Event> inbox = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final DecisionTimes times;
    private final Refusals refusals;
    private final Turns turns;
    private final Thread thread;
    private volatile boolean stopping;

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
        this.times = new DecisionTimes(buckets);
        this.refusals = new Refusals(meters);
        this.turns = new Turns(config, arena, primaryOf, System::nanoTime, inbox::add, this::told, meters);
        meters.gauge("gavel.bids.waiting", waiting);
        this.thread = Thread.ofPlatform().name("gavel-turns").start(this::run);
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
        var arrived = new ArrivedBid(auction, bid, receivedAt);
        inbox.add(new Arrival(buckets.of(auction.value()), new Waiting(arrived, System.nanoTime(), answer)));
    }

    /** Decides what is queued, refuses what still comes, and returns when all is answered. */
    @Override
    public void close() {
        stopping = true;
        inbox.add(new Turns.Nothing());
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
                events.forEach(turns::handle);
                turns.go();
            } catch (InterruptedException e) {
                LOG.error("The turn loop was interrupted; bids are no longer decided by this node", e);
                return;
            } finally {
                events.clear();
            }
        }
    }

    private @Nullable Event await() throws InterruptedException {
        long untilRetry = turns.untilRetryNanos();
        if (untilRetry >= 0) {
            return inbox.poll(untilRetry, TimeUnit.NANOSECONDS);
        }
        // A bid refused because of stopping leaves no event behind, so nothing may be waited for then.
        return stopping ? inbox.poll(STOP_POLL.toMillis(), TimeUnit.MILLISECONDS) : inbox.take();
    }
}
