package dev.gavel.server.admission;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision;
import dev.gavel.server.admission.Account.Verdict;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.LogListener;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.Answer.TooManyBids.Limit;
import dev.gavel.server.bidding.Bidding;
import dev.gavel.server.bidding.Refusals;
import dev.gavel.server.platform.Repeating;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets each account have its share, however many connections and nodes it uses. Thread-safe, and costs a bid two
 * uncontended locks.
 */
public final class Admission implements Bidding, LogListener, AutoCloseable {
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
    /** An outstanding bid is answered within a turn or two. */
    private static final Duration OUTSTANDING_RETRY_AFTER = Duration.ofMillis(50);
    /** Until accounts have been swept out. */
    private static final Duration FULL_RETRY_AFTER = Duration.ofSeconds(1);

    private final Bidding next;
    private final ArenaClock clock;
    private final NodeId self;
    private final LongSupplier nanoTime;
    private final Accounts accounts;
    private final Repeating sweeper;
    private final Counter charged;
    private final Counter notCharged;
    private final Refusals refusals;

    /**
     * @param next where bids go that are let through
     * @param self the node by whose name they stand in the bid log
     */
    public Admission(AdmissionConfig config, Bidding next, ArenaClock clock, NodeId self, MeterRegistry meters) {
        this(config, next, clock, self, meters, System::nanoTime);
    }

    /** With another monotonic clock, for tests and simulations. */
    public Admission(
            AdmissionConfig config,
            Bidding next,
            ArenaClock clock,
            NodeId self,
            MeterRegistry meters,
            LongSupplier nanoTime) {
        this.next = next;
        this.clock = clock;
        this.self = self;
        this.nanoTime = nanoTime;
        this.accounts = new Accounts(config, nanoTime);
        this.sweeper = new Repeating("admission", SWEEP_EVERY, accounts::sweep);
        this.refusals = new Refusals(meters);
        meters.gauge("gavel.admission.accounts", accounts, Accounts::size);
        this.charged = Counter.builder("gavel.admission.charged")
                .description("Bids that other nodes decided, charged to their bidders' shares here")
                .register(meters);
        this.notCharged = Counter.builder("gavel.admission.not.charged")
                .description("Bids of other nodes whose bidders there was no room to remember")
                .register(meters);
    }

    @Override
    public Answer.@Nullable TooManyBids turnsAway(AccountId bidder) {
        Account account = accounts.find(bidder);
        long now = nanoTime.getAsLong();
        return account == null ? null : counted(refusal(account, account.look(now), now));
    }

    @Override
    public void place(AuctionId auction, Bid bid, long receivedAt, Consumer<Answer> answer) {
        long now = nanoTime.getAsLong();
        while (true) {
            Account account = accounts.findOrMake(bid.bidder());
            if (account == null) {
                refusals.count(Refusals.Why.ACCOUNTS);
                answer.accept(new Answer.Overloaded(FULL_RETRY_AFTER));
                return;
            }
            Verdict verdict = account.take(now);
            Answer refusal = counted(refusal(account, verdict, now));
            if (refusal != null) {
                answer.accept(refusal);
                return;
            }
            if (verdict == Verdict.ADMITTED) {
                pass(account, auction, bid, receivedAt, answer);
                return;
            }
            accounts.remove(bid.bidder(), account);
        }
    }

    @Override
    public void begins() {
        // What was missed is not charged: a share that is a little too large for once.
    }

    /** What other nodes decided is paid for here as well, so that a share is one however many nodes somebody uses. */
    @Override
    public void heard(LogEntry entry) {
        if (self.equals(entry.node())) {
            return;
        }
        long now = clock.now();
        for (Decision decision : entry.decisions()) {
            if (decision instanceof Decision.BidDecided decided) {
                charge(decided, now);
            }
        }
    }

    private void charge(Decision.BidDecided decided, long now) {
        long ago = Math.max(0, now - decided.decidedAt().toEpochMilli());
        boolean paid = accounts.charge(decided.bid().bidder(), TimeUnit.MILLISECONDS.toNanos(ago));
        (paid ? charged : notCharged).increment();
    }

    @Override
    public void close() {
        sweeper.close();
    }

    private void pass(Account account, AuctionId auction, Bid bid, long receivedAt, Consumer<Answer> answer) {
        var outstanding = new Outstanding(account, answer);
        try {
            next.place(auction, bid, receivedAt, outstanding);
        } catch (RuntimeException | Error e) {
            // Or the account would be one place short for ever.
            outstanding.release();
            throw e;
        }
    }

    private Answer.@Nullable TooManyBids counted(Answer.@Nullable TooManyBids refusal) {
        if (refusal != null) {
            refusals.count(
                    switch (refusal.limit()) {
                        case OUTSTANDING -> Refusals.Why.OUTSTANDING;
                        case RATE -> Refusals.Why.RATE;
                    });
        }
        return refusal;
    }

    private static Answer.@Nullable TooManyBids refusal(Account account, Verdict verdict, long now) {
        return switch (verdict) {
            case TOO_MANY_OUTSTANDING -> new Answer.TooManyBids(Limit.OUTSTANDING, OUTSTANDING_RETRY_AFTER);
            case TOO_FAST -> new Answer.TooManyBids(Limit.RATE, wholeMillis(account.waitNanos(now)));
            case ADMITTED, DROPPED -> null;
        };
    }

    /** Rounded up, so that nobody is told to come before there is a token. */
    private static Duration wholeMillis(long nanos) {
        return Duration.ofNanos(nanos).plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
    }

    /** Gives an account its place back, once, before the bidder hears the answer and may bid again. */
    private static final class Outstanding implements Consumer<Answer> {
        private final Account account;
        private final Consumer<Answer> bidder;
        private final AtomicBoolean released = new AtomicBoolean();

        Outstanding(Account account, Consumer<Answer> bidder) {
            this.account = account;
            this.bidder = bidder;
        }

        @Override
        public void accept(Answer answer) {
            if (!release()) {
                throw new IllegalStateException("a bid was answered twice");
            }
            bidder.accept(answer);
        }

        boolean release() {
            boolean first = released.compareAndSet(false, true);
            if (first) {
                account.answered();
            }
            return first;
        }
    }
}
