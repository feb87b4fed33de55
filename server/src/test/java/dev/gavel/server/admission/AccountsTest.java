package dev.gavel.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.AccountId;
import dev.gavel.server.admission.Account.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What an account may take, by a clock that the test moves. */
class AccountsTest {
    private static final AccountId ANN = new AccountId("ann");
    private static final AccountId BOB = new AccountId("bob");
    private static final AccountId CARL = new AccountId("carl");

    /** Close to where it overflows, which a monotonic clock may be. */
    private long now = Long.MAX_VALUE - 5;

    @Test
    void aBurstIsAdmittedAndThenOneBidForEachTokenThatCameBack() {
        Accounts accounts = accounts(10, 5, 50, 100);
        assertThat(admitted(accounts, ANN, 100)).isEqualTo(5);
        pass(99);
        assertThat(bid(accounts, ANN)).isEqualTo(Verdict.TOO_FAST);
        assertThat(account(accounts, ANN).waitNanos(now)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1));
        pass(1);
        assertThat(admitted(accounts, ANN, 100)).isEqualTo(1);
        pass(300);
        assertThat(admitted(accounts, ANN, 100)).isEqualTo(3);
        pass(100_000);
        assertThat(admitted(accounts, ANN, 100))
                .as("no more than a burst is saved")
                .isEqualTo(5);
    }

    @Test
    void overALongTimeTheRateIsWhatIsSetHoweverOftenSomebodyTries() {
        Accounts accounts = accounts(10, 5, 50, 100);
        int admitted = 0;
        for (int i = 0; i < 100_000; i++) {
            pass(1);
            admitted += admitted(accounts, ANN, 1);
        }
        assertThat(admitted).isBetween(1_000, 1_005);
    }

    @Test
    void aRefusedBidCostsNothing() {
        Accounts accounts = accounts(10, 1, 50, 100);
        assertThat(admitted(accounts, ANN, 1_000)).isEqualTo(1);
        pass(100);
        assertThat(admitted(accounts, ANN, 1)).isEqualTo(1);
    }

    @Test
    void bidsOfOtherNodesBecomeADebtThatIsWorkedOffBeforeTheNextBid() {
        Accounts accounts = accounts(10, 5, 50, 100);
        charge(accounts, ANN, 5 + 7);
        assertThat(bid(accounts, ANN)).isEqualTo(Verdict.TOO_FAST);
        assertThat(account(accounts, ANN).waitNanos(now)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(800));
        pass(800);
        assertThat(admitted(accounts, ANN, 10)).isEqualTo(1);
        assertThat(bid(accounts, BOB)).as("nobody else pays").isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void aDebtIsBounded() {
        Accounts accounts = accounts(10, 5, 50, 100);
        charge(accounts, ANN, 1_000);
        assertThat(account(accounts, ANN).waitNanos(now)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(5_100));
    }

    @Test
    void aBidThatWasPlacedElsewhereSomeTimeAgoHasPartlyComeBack() {
        Accounts accounts = accounts(10, 1, 50, 100);
        assertThat(accounts.charge(ANN, TimeUnit.MILLISECONDS.toNanos(60))).isTrue();
        assertThat(account(accounts, ANN).waitNanos(now)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(40));
        assertThat(accounts.charge(BOB, TimeUnit.MILLISECONDS.toNanos(100))).isTrue();
        assertThat(accounts.find(BOB)).as("not even remembered").isNull();
    }

    @Test
    void bidsThatWaitForTheirAnswersAreCountedAndGivenBack() {
        Accounts accounts =
                new Accounts(new AdmissionConfig(2, 1_000_000, 1_000, 0, 100, EdgeConfig.DEFAULT), () -> now);
        assertThat(take(accounts, ANN)).isEqualTo(Verdict.ADMITTED);
        assertThat(take(accounts, ANN)).isEqualTo(Verdict.ADMITTED);
        assertThat(take(accounts, ANN)).isEqualTo(Verdict.TOO_MANY_OUTSTANDING);
        assertThat(take(accounts, BOB)).isEqualTo(Verdict.ADMITTED);
        account(accounts, ANN).answered();
        assertThat(take(accounts, ANN)).isEqualTo(Verdict.ADMITTED);
        assertThat(take(accounts, ANN)).isEqualTo(Verdict.TOO_MANY_OUTSTANDING);
    }

    @Test
    void anAccountThatOwesNothingIsDroppedAndNoOther() {
        Accounts accounts = accounts(10, 5, 50, 100);
        bid(accounts, ANN);
        take(accounts, BOB);
        charge(accounts, CARL, 3);
        assertThat(accounts.size()).isEqualTo(3);
        pass(99);
        accounts.sweep();
        assertThat(accounts.size()).isEqualTo(3);
        pass(1);
        Account dropped = account(accounts, ANN);
        accounts.sweep();
        assertThat(accounts.find(ANN)).isNull();
        assertThat(dropped.take(now)).as("whoever still holds it").isEqualTo(Verdict.DROPPED);
        pass(200);
        accounts.sweep();
        assertThat(accounts.size()).as("only bob's bid is still outstanding").isEqualTo(1);
        account(accounts, BOB).answered();
        accounts.sweep();
        assertThat(accounts.size()).isZero();
    }

    @Test
    void thereAreNeverMoreAccountsThanAllowedAndNewcomersWaitUntilOneCanBeDropped() {
        Accounts accounts = accounts(10, 5, 50, 2);
        bid(accounts, ANN);
        pass(50);
        take(accounts, BOB);
        assertThat(accounts.findOrMake(CARL)).isNull();
        assertThat(accounts.charge(CARL, 0)).isFalse();
        pass(50);
        // Ann owes nothing any more, but there was a sweep 50 ms ago.
        assertThat(accounts.findOrMake(CARL)).isNull();
        pass(50);
        assertThat(accounts.findOrMake(CARL)).isNotNull();
        assertThat(accounts.size()).isEqualTo(2);
        assertThat(bid(accounts, BOB)).as("who is known stays").isEqualTo(Verdict.ADMITTED);
    }

    /** Accounts owe something for microseconds only, so they are dropped while others bid for them. */
    @Test
    void underManyThreadsAndSweepsAnAccountIsNeverThereTwice() throws Exception {
        int max = 2;
        int threads = 6;
        List<AccountId> names = List.of(ANN, BOB, CARL);
        Accounts accounts = new Accounts(
                new AdmissionConfig(max, 1_000_000, 1_000_000, 10, 3, EdgeConfig.DEFAULT), System::nanoTime);
        Map<AccountId, AtomicInteger> outstanding = new ConcurrentHashMap<>();
        names.forEach(name -> outstanding.put(name, new AtomicInteger()));
        AtomicInteger most = new AtomicInteger();
        AtomicInteger admitted = new AtomicInteger();
        AtomicInteger largest = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads + 1)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                AccountId who = names.get(i % names.size());
                AtomicInteger mine = Objects.requireNonNull(outstanding.get(who));
                running.add(pool.submit(() -> {
                    for (int n = 0; n < 100_000; n++) {
                        Account account = accounts.findOrMake(who);
                        if (account == null || account.take(System.nanoTime()) != Verdict.ADMITTED) {
                            continue;
                        }
                        most.accumulateAndGet(mine.incrementAndGet(), Math::max);
                        admitted.incrementAndGet();
                        mine.decrementAndGet();
                        account.answered();
                    }
                    done.countDown();
                }));
            }
            running.add(pool.submit(() -> {
                while (done.getCount() > 0) {
                    accounts.sweep();
                    largest.accumulateAndGet(accounts.size(), Math::max);
                }
            }));
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
        }
        assertThat(most.get()).isBetween(1, max);
        assertThat(admitted.get()).isPositive();
        assertThat(largest.get()).isLessThanOrEqualTo(3);
        await().untilAsserted(() -> {
            accounts.sweep();
            assertThat(accounts.size()).isZero();
        });
        assertThat(names).noneMatch(name -> accounts.find(name) != null);
    }

    private Accounts accounts(int perSecond, int burst, int debtMax, int accountsMax) {
        return new Accounts(
                new AdmissionConfig(1_000, perSecond, burst, debtMax, accountsMax, EdgeConfig.DEFAULT), () -> now);
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private int admitted(Accounts accounts, AccountId who, int tries) {
        int admitted = 0;
        for (int i = 0; i < tries; i++) {
            admitted += bid(accounts, who) == Verdict.ADMITTED ? 1 : 0;
        }
        return admitted;
    }

    /** A bid that is answered at once. */
    private Verdict bid(Accounts accounts, AccountId who) {
        Verdict verdict = take(accounts, who);
        if (verdict == Verdict.ADMITTED) {
            account(accounts, who).answered();
        }
        return verdict;
    }

    private Verdict take(Accounts accounts, AccountId who) {
        return Objects.requireNonNull(accounts.findOrMake(who)).take(now);
    }

    private void charge(Accounts accounts, AccountId who, int bids) {
        for (int i = 0; i < bids; i++) {
            assertThat(accounts.charge(who, 0)).isTrue();
        }
    }

    private static Account account(Accounts accounts, AccountId who) {
        return Objects.requireNonNull(accounts.find(who), "no account " + who);
    }
}
