package dev.gavel.server.admission;

import java.util.concurrent.TimeUnit;

/**
 * What one account has taken of its share on this node.
 *
 * <p>The token bucket is one number: the moment at which it is full again. A bid moves it on by the time that one token
 * takes to come back; it may be at most a burst ahead of now.
 */
final class Account {
    private final Share share;

    // Guarded by this.
    private long fullAtNanos;
    private int outstanding;
    private boolean dropped;

    /** What every account has, in nanoseconds. */
    record Share(int outstandingMax, long tokenNanos, long burstNanos, long debtNanos) {
        static Share of(AdmissionConfig config) {
            long token = TimeUnit.SECONDS.toNanos(1) / config.bidsPerSecond();
            return new Share(config.outstandingMax(), token, config.burst() * token, config.debtMax() * token);
        }
    }

    /** What became of a wish to bid. */
    enum Verdict {
        ADMITTED,
        TOO_MANY_OUTSTANDING,
        TOO_FAST,
        /** The account was forgotten a moment ago; another one must be made. */
        DROPPED
    }

    Account(Share share, long fullAtNanos) {
        this.share = share;
        this.fullAtNanos = fullAtNanos;
    }

    /** What {@link #take} would say. */
    synchronized Verdict look(long nowNanos) {
        if (dropped) {
            return Verdict.DROPPED;
        }
        if (outstanding >= share.outstandingMax) {
            return Verdict.TOO_MANY_OUTSTANDING;
        }
        return waitNanos(nowNanos) > 0 ? Verdict.TOO_FAST : Verdict.ADMITTED;
    }

    /** If admitted, a token is taken, and a place that {@link #answered} gives back. */
    synchronized Verdict take(long nowNanos) {
        Verdict verdict = look(nowNanos);
        if (verdict == Verdict.ADMITTED) {
            outstanding++;
            fullAtNanos = nowNanos + ahead(nowNanos) + share.tokenNanos;
        }
        return verdict;
    }

    /** How long until there is a token; 0 if there is one. */
    synchronized long waitNanos(long nowNanos) {
        return Math.max(0, ahead(nowNanos) + share.tokenNanos - share.burstNanos);
    }

    synchronized void answered() {
        if (outstanding == 0) {
            throw new IllegalStateException("a bid was answered that was not outstanding");
        }
        outstanding--;
    }

    /**
     * Takes a token that was used on another node, if need be as a debt.
     *
     * @return false if the account was dropped
     */
    synchronized boolean charge(long usedAtNanos, long nowNanos) {
        if (dropped) {
            return false;
        }
        long full = usedAtNanos + ahead(usedAtNanos) + share.tokenNanos;
        long most = nowNanos + share.burstNanos + share.debtNanos;
        fullAtNanos = full - most > 0 ? most : full;
        return true;
    }

    /** From then on the account says so; one that owes nothing is like a new one. */
    synchronized boolean dropIfIdle(long nowNanos) {
        dropped = dropped || (outstanding == 0 && ahead(nowNanos) == 0);
        return dropped;
    }

    private long ahead(long nowNanos) {
        return Math.max(0, fullAtNanos - nowNanos);
    }
}
