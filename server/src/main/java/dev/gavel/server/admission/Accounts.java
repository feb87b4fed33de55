package dev.gavel.server.admission;

import dev.gavel.auction.AccountId;
import dev.gavel.server.admission.Account.Share;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The accounts that owe something. Thread-safe; one that owes nothing is dropped, for a new one is just like it. */
final class Accounts {
    /** A sweep over 200,000 accounts takes milliseconds, which a full house must not cost each newcomer. */
    private static final long SWEEP_EVERY_NANOS = Duration.ofMillis(100).toNanos();

    private final Share share;
    private final int max;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<AccountId, Account> accounts = new ConcurrentHashMap<>();
    /** A permit is taken before an account is made, so that no race makes one too many. */
    private final Semaphore room;

    private final AtomicLong sweptAtNanos;

    Accounts(AdmissionConfig config, LongSupplier nanoTime) {
        this.share = Share.of(config);
        this.max = config.accountsMax();
        this.room = new Semaphore(max);
        this.nanoTime = nanoTime;
        this.sweptAtNanos = new AtomicLong(nanoTime.getAsLong() - SWEEP_EVERY_NANOS);
    }

    @Nullable
    Account find(AccountId id) {
        return accounts.get(id);
    }

    /** Null where there is no room for another one. */
    @Nullable
    Account findOrMake(AccountId id) {
        Account known = accounts.get(id);
        return known == null ? make(id, nanoTime.getAsLong()) : known;
    }

    /**
     * Charges a bid that another node decided.
     *
     * @return false if there was no room to remember it
     */
    boolean charge(AccountId id, long agoNanos) {
        long now = nanoTime.getAsLong();
        long usedAt = now - agoNanos;
        while (true) {
            Account account = accounts.get(id);
            if (account == null) {
                if (agoNanos >= share.tokenNanos()) {
                    // The token is back already.
                    return true;
                }
                account = make(id, usedAt);
            }
            if (account == null) {
                return false;
            }
            if (account.charge(usedAt, now)) {
                return true;
            }
            remove(id, account);
        }
    }

    /** Drops what owes nothing. */
    void sweep() {
        long now = nanoTime.getAsLong();
        sweptAtNanos.set(now);
        accounts.forEach((id, account) -> {
            if (account.dropIfIdle(now)) {
                remove(id, account);
            }
        });
    }

    /** Makes way for a new account; whoever meets a dropped one does it, so that nobody waits for the sweep. */
    void remove(AccountId id, Account dropped) {
        if (accounts.remove(id, dropped)) {
            room.release();
        }
    }

    int size() {
        return max - room.availablePermits();
    }

    private @Nullable Account make(AccountId id, long fullAtNanos) {
        if (!room.tryAcquire() && !(sweepIfDue() && room.tryAcquire())) {
            return null;
        }
        var made = new Account(share, fullAtNanos);
        Account other = accounts.putIfAbsent(id, made);
        if (other != null) {
            room.release();
            return other;
        }
        return made;
    }

    private boolean sweepIfDue() {
        long now = nanoTime.getAsLong();
        long swept = sweptAtNanos.get();
        if (now - swept < SWEEP_EVERY_NANOS || !sweptAtNanos.compareAndSet(swept, now)) {
            return false;
        }
        sweep();
        return true;
    }
}
