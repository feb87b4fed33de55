package dev.gavel.rush.load;

import dev.gavel.auction.AuctionId;
import dev.gavel.rush.history.Exchange;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Sends a plan, each bid at its time, and remembers what came back. This thread keeps the time in ticks of a
 * millisecond, event loops send. What a bid waits for its tick is part of its latency.
 */
final class RushClient implements AutoCloseable {
    private static final long TICK_NANOS = 1_000_000;
    private static final Duration CONNECT_MAX = Duration.ofSeconds(60);
    /** More than a lane gives an answer at most. */
    private static final Duration ANSWERS_MAX = Duration.ofSeconds(15);

    /** For bidders who send again and again. */
    private static final Duration PERSISTENT_MAX = Duration.ofSeconds(40);

    private static final Duration CLOSE_MAX = Duration.ofSeconds(30);
    private static final long POLL_NANOS = 5_000_000;

    private final RushPlan plan;
    private final Bidders bidders;
    private final Duration answersMax;
    private final List<LoadLoop> loops = new ArrayList<>();

    RushClient(ClientOrder order) {
        this.plan = RushPlan.of(order.plan());
        this.bidders = new Bidders(order, plan);
        Persistence persistence = order.persistence();
        // A round whose faults are over is answered soon; one that is not must not be waited for for ever.
        this.answersMax = persistence == null ? ANSWERS_MAX : shorter(persistence.longest(ANSWERS_MAX), PERSISTENT_MAX);
        loops.addAll(LoadLoop.of(order, plan, bidders));
    }

    /** What happened, in the order of the plan. */
    record Done(long beganAtMillis, Stream<Exchange> exchanges) {}

    /** Blocks until every bidder is. */
    void connect() {
        await(Future.all(loops.stream().map(LoadLoop::open).toList()), CONNECT_MAX, "connect");
    }

    /** Blocks until everything was answered or given up; closes the connections. */
    Done run(ClientOrder.Beginning beginning) {
        bidders.in(beginning.auctions().stream().map(AuctionId::parse).toArray(AuctionId[]::new));
        awaitBeginning(beginning);
        long beganAtMillis = System.currentTimeMillis();
        keepTime();
        // Before that, the last bids do not count among those without an answer.
        await(Future.all(loops.stream().map(LoadLoop::sent).toList()), ANSWERS_MAX, "send all that was due");
        awaitAnswers();
        close();
        return new Done(beganAtMillis, bidders.exchanges());
    }

    @Override
    public void close() {
        await(Future.all(loops.stream().map(LoadLoop::close).toList()), CLOSE_MAX, "close the connections");
        loops.clear();
    }

    private void keepTime() {
        long begin = System.nanoTime();
        bidders.beginAt(begin);
        int next = 0;
        long tick = begin;
        while (next < plan.size()) {
            tick = Math.max(tick + TICK_NANOS, begin + plan.bid(next).atNanos());
            awaitNanos(tick);
            int from = next;
            long due = System.nanoTime() - begin;
            while (next < plan.size() && plan.bid(next).atNanos() <= due) {
                next++;
            }
            int to = next;
            if (to > from) {
                loops.forEach(loop -> loop.send(from, to));
            }
        }
    }

    private static void awaitBeginning(ClientOrder.Beginning beginning) {
        long wait = beginning.atMillis() - System.currentTimeMillis();
        if (wait < 0) {
            throw new IllegalStateException("was told to begin " + -wait + " ms ago");
        }
        awaitNanos(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait));
    }

    private static void awaitNanos(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void awaitAnswers() {
        long deadline = System.nanoTime() + answersMax.toNanos();
        while (!bidders.haveAnswers() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static void await(Future<?> future, Duration atMost, String what) {
        try {
            future.toCompletionStage().toCompletableFuture().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the bidders could not " + what, e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the bidders could not " + what + " within " + atMost, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while bidders were to " + what, e);
        }
    }
}
