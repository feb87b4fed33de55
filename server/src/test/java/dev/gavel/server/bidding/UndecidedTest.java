package dev.gavel.server.bidding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void whatIsNotAnsweredHoldsItsBucketBackUntilItIs() {
        assertThat(undecided.answeredBefore(bucket, NOW)).isEqualTo(NOW);
        undecided.received(AUCTION, NOW - 5_000);
        undecided.received(AUCTION, NOW - 3_000);
        undecided.received(AUCTION, NOW - 3_000);
        assertThat(undecided.answeredBefore(bucket, NOW)).isBetween(NOW - 5_000 - COARSE, NOW - 5_000);
        assertThat(undecided.answeredBefore(new Bucket((bucket.number() + 1) % 64), NOW))
                .isEqualTo(NOW);
        undecided.answered(AUCTION, NOW - 5_000);
        undecided.answered(AUCTION, NOW - 3_000);
        assertThat(undecided.answeredBefore(bucket, NOW)).isBetween(NOW - 3_000 - COARSE, NOW - 3_000);
        undecided.answered(AUCTION, NOW - 3_000);
        assertThat(undecided.answeredBefore(bucket, NOW)).isEqualTo(NOW);
    }

    @Test
    void theOldestThatACloseWaitsForIsStillSeen() {
        // As long before its close as the close has waited since.
        long came = NOW - 2 * WAIT_MAX.toMillis();
        undecided.received(AUCTION, came);
        undecided.received(AUCTION, NOW);
        assertThat(undecided.answeredBefore(bucket, NOW)).isBetween(came - COARSE, came);
    }

    @Test
    void whatIsNeverAnsweredIsForgotten() {
        undecided.received(AUCTION, NOW);
        long later = NOW + 3 * WAIT_MAX.toMillis();
        assertThat(undecided.answeredBefore(bucket, later)).isEqualTo(later);
        undecided.received(AUCTION, later);
        undecided.answered(AUCTION, NOW);
        assertThat(undecided.answeredBefore(bucket, later)).isLessThanOrEqualTo(later);
        undecided.answered(AUCTION, later);
        for (long now = later; now < later + 3 * WAIT_MAX.toMillis(); now += 10) {
            assertThat(undecided.answeredBefore(bucket, now)).isEqualTo(now);
        }
    }

    @Test
    void aBidWithoutAStampHoldsUpNothing() {
        undecided.received(AUCTION, ArenaClock.UNSTAMPED);
        assertThat(undecided.answeredBefore(bucket, NOW)).isEqualTo(NOW);
        undecided.answered(AUCTION, ArenaClock.UNSTAMPED);
    }

    @Test
    void manyThreadsCountRight() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < 50_000; i++) {
                    undecided.received(AUCTION, NOW + i % 7);
                    undecided.answered(AUCTION, NOW + i % 7);
                }
            }));
        }
        undecided.received(AUCTION, NOW);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(undecided.answeredBefore(bucket, NOW + 100)).isBetween(NOW - COARSE, NOW);
        undecided.answered(AUCTION, NOW);
        assertThat(undecided.answeredBefore(bucket, NOW + 100)).isEqualTo(NOW + 100);
    }
}
