package dev.gavel.rush.load;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.RequestId;
import dev.gavel.rush.history.Exchange;
import dev.gavel.rush.history.Told;
import dev.gavel.rush.load.RushPlan.PlannedBid;
import java.time.Instant;
import java.util.Arrays;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What all bidders know and note: the prices that they were told, and their bids. A bidder belongs to one event loop,
 * so that everything about one bid is written by one thread.
 */
final class Bidders {
    private static final int OUTSTANDING_MAX = 200_000;
    private static final int ENDED_SHOWN = 5;

    private final RushPlan plan;
    private final long opening;
    private final AccountId[] honest;
    private final AccountId[] bots;
    private final Notebook notes;
    private final Group ofHonest = new Group();
    private final Group ofBots = new Group();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger confirming = new AtomicInteger();
    /** Sendings that were not the last of their bid, and confirmations. */
    private final Queue<Exchange> besides = new ConcurrentLinkedQueue<>();
    // Set before the first bid; what hands bids to the loops makes them seen there.
    private AuctionId[] auctions = {};
    private AtomicLongArray prices = new AtomicLongArray(0);
    private long beginNanos;

    Bidders(ClientOrder order, RushPlan plan) {
        this.plan = plan;
        this.opening = order.opening();
        this.honest = accounts(order.plan().bidders(), false);
        this.bots = accounts(order.botTokens().size(), true);
        this.notes = new Notebook(plan.size());
    }

    void in(AuctionId[] these) {
        auctions = these;
        prices = new AtomicLongArray(these.length);
    }

    void beginAt(long nanos) {
        beginNanos = nanos;
    }

    /** The bid as its bidder makes it now, noted as sent; null if too many have no answer yet. */
    @Nullable
    Offer offer(int number, SplittableRandom random) {
        PlannedBid bid = plan.bid(number);
        AccountId account = bid.bot() ? bots[bid.bidder()] : honest[bid.bidder()];
        Offer offer;
        if (bid.again()) {
            offer = new Offer(
                    number,
                    bid.bidder(),
                    auctions[bid.auction()],
                    account,
                    notes.amount(number - 1),
                    notes.requestId(number - 1));
        } else {
            // A price of 0 says that nobody has bid yet: then the opening price is the least.
            long amount = prices.get(bid.auction()) + opening * bid.steps();
            offer = new Offer(
                    number,
                    bid.bidder(),
                    auctions[bid.auction()],
                    account,
                    amount,
                    RequestId.at(Instant.now(), random));
        }
        notes.sent(offer, sinceBegin());
        Group group = bid.bot() ? ofBots : ofHonest;
        if (group.outstanding.incrementAndGet() > OUTSTANDING_MAX) {
            group.told(number, new Told.Lost("not sent: " + OUTSTANDING_MAX + " bids had no answer yet"));
            return null;
        }
        return offer;
    }

    /** Takes what comes back to honest bidders, or to bots. */
    Lane.Answers answers(boolean toBots) {
        return toBots ? ofBots : ofHonest;
    }

    private final class Group implements Lane.Answers {
        private final AtomicInteger outstanding = new AtomicInteger();

        @Override
        public void told(int bid, Told told) {
            notes.told(bid, sinceBegin(), told);
            outstanding.decrementAndGet();
            if (told instanceof Told.Decided decided && decided.price() != Told.NO_PRICE) {
                raise(plan.bid(bid).auction(), decided.price());
            }
        }

        @Override
        public void lost(int bids) {
            outstanding.addAndGet(-bids);
        }

        @Override
        public void ended(String why) {
            if (ended.incrementAndGet() <= ENDED_SHOWN) {
                System.err.println("a bidder's connection ended: " + why);
            }
        }
    }

    /** Looks before it writes: most answers bring no news, and both loops share the place. */
    private void raise(int auction, long price) {
        if (price > prices.get(auction)) {
            prices.accumulateAndGet(auction, price, Math::max);
        }
    }

    /** Whether honest bidders have: a server that makes bots wait is not waited for. */
    boolean haveAnswers() {
        return ofHonest.outstanding.get() <= 0 && confirming.get() == 0;
    }

    /** A bid goes out once more; what comes back counts as the answer. */
    void sentAgain(Offer offer) {
        notes.sent(offer, sinceBegin());
    }

    /** A sending whose answer is not the bid's last. */
    void besides(Offer offer, long sentNanos, Told told) {
        besides.add(new Exchange(
                offer.auction(),
                offer.bidder(),
                false,
                offer.amount(),
                offer.requestId(),
                sentNanos,
                sentNanos,
                sinceBegin(),
                told));
    }

    /** A decided bid will be asked for again; {@link #confirmed} follows. */
    void confirming() {
        confirming.incrementAndGet();
    }

    void confirmed() {
        confirming.decrementAndGet();
    }

    /** After the last event loop has ended. */
    Stream<Exchange> exchanges() {
        long end = sinceBegin();
        return Stream.concat(
                IntStream.range(0, plan.size()).mapToObj(number -> exchange(number, end)), besides.stream());
    }

    private Exchange exchange(int number, long end) {
        PlannedBid bid = plan.bid(number);
        return new Exchange(
                auctions[bid.auction()],
                bid.bot() ? bots[bid.bidder()] : honest[bid.bidder()],
                bid.bot(),
                notes.amount(number),
                notes.requestId(number),
                bid.atNanos(),
                notes.sentNanos(number),
                notes.toldNanos(number, end),
                notes.told(number));
    }

    long sinceBegin() {
        return System.nanoTime() - beginNanos;
    }

    private static AccountId[] accounts(int count, boolean bot) {
        AccountId[] accounts = new AccountId[count];
        Arrays.setAll(accounts, n -> new AccountId(bot ? ClientOrder.bot(n) : ClientOrder.bidder(n)));
        return accounts;
    }
}
