package dev.gavel.server.bidding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class UndecidedTest {
    private static final Duration WAIT_MAX = Duration.ofSeconds(15);
    /** At most this much less than the oldest bid's stamp. */
    private static final long COARSE = 61;

    private static final long NOW = 1_800_000_000_000L;
    private static final AuctionId AUCTION = new AuctionId(4711);

    private final Buckets buckets = new Buckets(64);
    private final Bucket bucket = buckets.of(AUCTION.value());
    private final Undecided undecided = new Undecided(buckets, WAIT_MAX);
    private final long begunNanos = System.nanoTime();

    @Test
    void whatIsNotAnsweredHoldsItsBucketBackUntilItIs() {
        assertThat(undecided.answeredBefore(bucket, NOW)).isEqualTo(NOW);
        received(NOW - 5_000);
        received(NOW - 3_000);
        received(NOW - 3_000);
        assertThat(undecided.answeredBefore(bucket, NOW)).isBetween(NOW - 5_000 - COARSE, NOW - 5_000);
        assertThat(undecided.answeredBefore(new Bucket((bucket.number() + 1) % 64), NOW))
                .isEqualTo(NOW);
        answered(NOW - 5_000);
        answered(NOW - 3_000);
        assertThat(undecided.answeredBefore(bucket, NOW)).isBetween(NOW - 3_000 - COARSE, NOW - 3_000);
        answered(NOW - 3_000);
        assertThat(undecided.answeredBefore(bucket, NOW)).isEqualTo(NOW);
    }

    @Test
    void theOldestThatACloseWaitsForIsStillSeen() {
        // As long before its close as the close has waited since.
        long came = NOW - 2 * WAIT_MAX.toMillis();
        received(came);
        received(NOW);
        assertThat(undecided.answeredBefore(bucket, NOW)).isBetween(came - COARSE, came);
    }

    @Test
    void whatIsNeverAnsweredIsForgotten() {
        received(NOW);
        long later = NOW + 3 * WAIT_MAX.toMillis();
        assertThat(undecided.answeredBefore(bucket, later)).isEqualTo(later);
        received(later);
        answered(NOW);
        assertThat(undecided.answeredBefore(bucket, later)).isLessThanOrEqualTo(later);
        answered(later);
        for (long now = later; now < later + 3 * WAIT_MAX.toMillis(); now += 10) {
            assertThat(undecided.answeredBefore(bucket, now)).isEqualTo(now);
        }
    }

    @Test
    void aBidWithoutAStampHoldsUpNothing() {
        received(ArenaClock.UNSTAMPED);
        assertThat(undecided.answeredBefore(bucket, NOW)).isEqualTo(NOW);
        answered(ArenaClock.UNSTAMPED);
    }

    /** While the clock is uncertain no bid has a stamp: the queues must not look empty then. */
    @Test
    void aBidWithoutAStampIsSeenToWait() {
        undecided.received(AUCTION, ArenaClock.UNSTAMPED, came(0));
        undecided.received(AUCTION, ArenaClock.UNSTAMPED, came(700));
        assertThat(undecided.held(bucket, NOW, came(1_000))).isEqualTo(2);
        assertThat(undecided.ageMillis(bucket, NOW, came(1_000))).isBetween(1_000L, 1_000 + COARSE);
        // One that has a stamp, and came before or after.
        received(NOW - 200);
        assertThat(undecided.held(bucket, NOW, came(1_000))).isEqualTo(3);
        assertThat(undecided.ageMillis(bucket, NOW, came(1_000))).isBetween(1_000L, 1_000 + COARSE);
        undecided.answered(AUCTION, ArenaClock.UNSTAMPED, came(0));
        assertThat(undecided.ageMillis(bucket, NOW, came(1_000))).isBetween(300L, 300 + COARSE);
        undecided.answered(AUCTION, ArenaClock.UNSTAMPED, came(700));
        assertThat(undecided.held(bucket, NOW, came(1_000))).isEqualTo(1);
        assertThat(undecided.ageMillis(bucket, NOW, came(1_000))).isBetween(200L, 200 + COARSE);
        answered(NOW - 200);
        assertThat(undecided.held(bucket, NOW, came(1_000))).isZero();
        assertThat(undecided.ageMillis(bucket, NOW, came(1_000))).isZero();
    }

    @Test
    void aBidWithoutAStampThatIsNeverAnsweredIsForgottenToo() {
        undecided.received(AUCTION, ArenaClock.UNSTAMPED, came(0));
        long later = came(3 * WAIT_MAX.toMillis());
        assertThat(undecided.held(bucket, NOW, later)).isZero();
        assertThat(undecided.ageMillis(bucket, NOW, later)).isZero();
    }

    /** So many milliseconds after all else, by this machine's monotonic clock. */
    private long came(long afterMillis) {
        return begunNanos + TimeUnit.MILLISECONDS.toNanos(afterMillis);
    }

    private void received(long at) {
        undecided.received(AUCTION, at, begunNanos);
    }

    private void answered(long at) {
        undecided.answered(AUCTION, at, begunNanos);
    }

    @Test
    void manyThreadsCountRight() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < 50_000; i++) {
                    received(NOW + i % 7);
                    answered(NOW + i % 7);
                }
            }));
        }
        received(NOW);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(undecided.answeredBefore(bucket, NOW + 100)).isBetween(NOW - COARSE, NOW);
        answered(NOW);
        assertThat(undecided.answeredBefore(bucket, NOW + 100)).isEqualTo(NOW + 100);
    }
}
