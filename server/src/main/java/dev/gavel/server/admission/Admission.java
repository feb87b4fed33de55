package dev.gavel.server.admission;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.server.admission.Account.Verdict;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.Answer.TooManyBids.Limit;
import dev.gavel.server.bidding.Bidding;
import dev.gavel.server.platform.Repeating;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets each account have its share, however many connections and nodes it uses. Thread-safe, and costs a bid two
 * uncontended locks.
 */
public final class Admission implements Bidding, AutoCloseable {
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
    /** An outstanding bid is answered within a turn or two. */
    private static final Duration OUTSTANDING_RETRY_AFTER = Duration.ofMillis(50);
    /** Until accounts have been swept out. */
    private static final Duration FULL_RETRY_AFTER = Duration.ofSeconds(1);

    private final Bidding next;
    private final LongSupplier nanoTime;
    private final Accounts accounts;
    private final Repeating sweeper;

    public Admission(AdmissionConfig config, Bidding next, MeterRegistry meters) {
        this(config, next, meters, System::nanoTime);
    }

    /** With another clock, for tests. */
    Admission(AdmissionConfig config, Bidding next, MeterRegistry meters, LongSupplier nanoTime) {
        this.next = next;
        this.nanoTime = nanoTime;
        this.accounts = new Accounts(config, nanoTime);
        this.sweeper = new Repeating("admission", SWEEP_EVERY, accounts::sweep);
        meters.gauge("gavel.admission.accounts", accounts, Accounts::size);
    }

    @Override
    public Answer.@Nullable TooManyBids turnsAway(AccountId bidder) {
        Account account = accounts.find(bidder);
        long now = nanoTime.getAsLong();
        return account == null ? null : refusal(account, account.look(now), now);
    }

    @Override
    public void place(AuctionId auction, Bid bid, long receivedAt, Consumer<Answer> answer) {
        long now = nanoTime.getAsLong();
        while (true) {
            Account account = accounts.findOrMake(bid.bidder());
            if (account == null) {
                answer.accept(new Answer.Overloaded(FULL_RETRY_AFTER));
                return;
            }
            Verdict verdict = account.take(now);
            Answer refusal = refusal(account, verdict, now);
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

    private static Answer.@Nullable TooManyBids refusal(Account account, Verdict verdict, long now) {
        return switch (verdict) {
            case TOO_MANY_OUTSTANDING -> new Answer.TooManyBids(Limit.OUTSTANDING, OUTSTANDING_RETRY_AFTER);
            case TOO_FAST -> new Answer.TooManyBids(Limit.RATE, Duration.ofNanos(account.waitNanos(now)));
            case ADMITTED, DROPPED -> null;
        };
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
