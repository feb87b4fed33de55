package dev.gavel.rush.load;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.RequestId;
import dev.gavel.rush.history.Exchange;
import dev.gavel.rush.history.History;
import dev.gavel.rush.history.Told;
import dev.gavel.rush.load.PlanConfig.Flood;
import dev.gavel.rush.load.RushPlan.PlannedBid;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/** Sends a plan, each bid at its time, and remembers what came back. One thread keeps the time, event loops send. */
final class RushClient {
    private static final int LOOPS = 2;
    /** More than a lane gives an answer at most. */
    private static final Duration ANSWERS_MAX = Duration.ofSeconds(15);

    private static final int OUTSTANDING_MAX = 200_000;
    /** Shorter waits are spent awake: a parked thread comes back some 60 µs late. */
    private static final long AWAKE_NANOS = 100_000;

    private final Vertx vertx;
    private final ClientOrder order;
    private final RushPlan plan;
    private final AuctionId[] auctions;
    private final AccountId[] bidders;
    private final AccountId[] bots;
    private final AtomicLongArray prices;
    private final ConcurrentLinkedQueue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
    private final Semaphore outstanding = new Semaphore(OUTSTANDING_MAX);
    private final SplittableRandom random;
    private long beginNanos;

    RushClient(Vertx vertx, ClientOrder order) {
        this.vertx = vertx;
        this.order = order;
        this.plan = RushPlan.of(order.plan());
        this.auctions = order.auctions().stream().map(AuctionId::parse).toArray(AuctionId[]::new);
        this.bidders = accounts(order.tokens().size(), false);
        this.bots = accounts(order.botTokens().size(), true);
        this.prices = new AtomicLongArray(auctions.length);
        this.random = new SplittableRandom(order.plan().seed() + order.beginAtMillis());
    }

    /** Blocks until everything was answered or given up. */
    History run() {
        Flood flood = order.plan().flood();
        List<Lane> honest = lanes(order.connections());
        List<Lane> flooding = flood == null ? List.of() : lanes(flood.connections());
        try {
            long beganAtMillis = awaitBeginning();
            for (int i = 0; i < plan.size(); i++) {
                PlannedBid bid = plan.bid(i);
                awaitNanos(beginNanos + bid.atNanos());
                List<Lane> lanes = bid.bot() ? flooding : honest;
                send(lanes, i % lanes.size(), bid);
            }
            awaitAnswers();
            return new History(beganAtMillis, new ArrayList<>(exchanges));
        } finally {
            honest.forEach(Lane::close);
            flooding.forEach(Lane::close);
        }
    }

    private List<Lane> lanes(int connections) {
        int loops = Math.min(LOOPS, connections);
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            lanes.add(new HttpLane(vertx, URI.create(order.url()), (connections + i) / loops));
        }
        return lanes;
    }

    private void send(List<Lane> lanes, int lane, PlannedBid bid) {
        AccountId account = bid.bot() ? bots[bid.bidder()] : bidders[bid.bidder()];
        String token =
                bid.bot() ? order.botTokens().get(bid.bidder()) : order.tokens().get(bid.bidder());
        // A price of 0 says that nobody has bid yet: then the opening price is the least.
        long seen = prices.get(bid.auction());
        long amount = seen + order.opening() * bid.steps();
        var offer = new Offer(auctions[bid.auction()], token, amount, RequestId.at(Instant.now(), random));
        send(lanes.get(lane), bid, account, offer, bid.atNanos());
        if (bid.again()) {
            // By another connection, and at once: the second may well overtake the first.
            send(lanes.get((lane + 1) % lanes.size()), bid, account, offer, bid.atNanos());
        }
    }

    private void send(Lane lane, PlannedBid bid, AccountId account, Offer offer, long intendedNanos) {
        long sentNanos = System.nanoTime() - beginNanos;
        if (!outstanding.tryAcquire()) {
            var lost = new Told.Lost("not sent: " + OUTSTANDING_MAX + " bids had no answer yet");
            remember(bid, account, offer, intendedNanos, sentNanos, lost);
            return;
        }
        lane.send(offer, told -> {
            outstanding.release();
            remember(bid, account, offer, intendedNanos, sentNanos, told);
            if (told instanceof Told.Decided decided && decided.price() != Told.NO_PRICE) {
                prices.accumulateAndGet(bid.auction(), decided.price(), Math::max);
            }
        });
    }

    private void remember(
            PlannedBid bid, AccountId account, Offer offer, long intendedNanos, long sentNanos, Told told) {
        long toldNanos = System.nanoTime() - beginNanos;
        exchanges.add(new Exchange(
                offer.auction(),
                account,
                bid.bot(),
                offer.amount(),
                offer.requestId(),
                intendedNanos,
                sentNanos,
                toldNanos,
                told));
    }

    private long awaitBeginning() {
        Instant now = Instant.now();
        long untilBeginning = Duration.between(now, Instant.ofEpochMilli(order.beginAtMillis()))
                .toNanos();
        // A process that was too slow to begin in time begins now, and its history says so.
        long wait = Math.max(0, untilBeginning);
        beginNanos = System.nanoTime() + wait;
        awaitNanos(beginNanos);
        return now.plusNanos(wait).toEpochMilli();
    }

    private static void awaitNanos(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (left > AWAKE_NANOS) {
                LockSupport.parkNanos(left - AWAKE_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private void awaitAnswers() {
        try {
            if (outstanding.tryAcquire(OUTSTANDING_MAX, ANSWERS_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            int missing = OUTSTANDING_MAX - outstanding.availablePermits();
            throw new IllegalStateException(missing + " bids had neither an answer nor a failure after " + ANSWERS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for answers", e);
        }
    }

    private static AccountId[] accounts(int count, boolean bot) {
        AccountId[] accounts = new AccountId[count];
        Arrays.setAll(accounts, n -> new AccountId(bot ? ClientOrder.bot(n) : ClientOrder.bidder(n)));
        return accounts;
    }
}
