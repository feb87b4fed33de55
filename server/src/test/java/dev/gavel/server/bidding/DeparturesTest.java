package dev.gavel.server.bidding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.bidding.Departures.Departure;
import dev.gavel.shards.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeparturesTest {
    private static final Random RANDOM = new Random(7);
    private static final Bucket HOT = new Bucket(1);
    private static final Bucket COLD = new Bucket(2);

    private final BiddingConfig config =
            new BiddingConfig(10, 2, 3, 1_000, Duration.ofMillis(900), Duration.ofMillis(1), Duration.ofMillis(1));
    private static final String PRIMARY = "one";

    private final Departures departures = new Departures(config, _ -> PRIMARY);

    @Test
    void aBucketHasOneTurnUnderWaySoThatNothingOvertakes() {
        offer(HOT, 1, 100);
        assertThat(departures.next()).isNotNull();
        offer(HOT, 1, 101);
        assertThat(departures.next()).isNull();
        departures.arrived(left(HOT), System.nanoTime());
        assertThat(departures.next()).isNotNull();
    }

    @Test
    void bidsOfAnAuctionLeaveInTheOrderInWhichTheyCame() {
        for (int amount = 1; amount <= 25; amount++) {
            offer(HOT, 1, amount);
        }
        assertThat(amounts(nextTurn(HOT))).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(amounts(nextTurn(HOT))).containsExactly(11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
        assertThat(amounts(nextTurn(HOT))).containsExactly(21, 22, 23, 24, 25);
    }

    @Test
    void aHotAuctionLeavesItsBucketsOthersTheirShareOfATurn() {
        for (int amount = 1; amount <= 100; amount++) {
            offer(HOT, 1, amount);
        }
        offer(HOT, 2, 1_001);
        offer(HOT, 3, 1_002);
        // Three of the hot one, the two others, then the hot one again until the turn is full.
        assertThat(amounts(nextTurn(HOT))).containsExactly(1, 2, 3, 1_001, 1_002, 4, 5, 6, 7, 8);
    }

    @Test
    void onlyAFewTurnsAreUnderWayAndBucketsTakeTheirPlacesInOrder() {
        Bucket third = new Bucket(3);
        offer(HOT, 1, 1);
        offer(COLD, 2, 1);
        offer(third, 3, 1);
        assertThat(bucketOfNext()).isEqualTo(HOT);
        assertThat(bucketOfNext()).isEqualTo(COLD);
        assertThat(departures.next()).isNull();
        offer(HOT, 1, 2);
        departures.arrived(left(HOT), System.nanoTime());
        assertThat(bucketOfNext()).isEqualTo(third);
        departures.arrived(left(COLD), System.nanoTime());
        assertThat(bucketOfNext()).isEqualTo(HOT);
    }

    @Test
    void aBidBehindOneThatWaitedTooLongIsTurnedAwayButOtherAuctionsAreNot() {
        long now = System.nanoTime();
        long late = now + config.waitMax().toNanos() + 1;
        assertThat(departures.offer(HOT, waiting(1, 1, now))).isTrue();
        assertThat(departures.offer(HOT, waiting(1, 2, late))).isFalse();
        assertThat(departures.offer(HOT, waiting(2, 3, late))).isTrue();
        assertThat(amounts(nextTurn(HOT))).containsExactly(1, 3);
        assertThat(departures.offer(HOT, waiting(1, 4, late + TimeUnit.SECONDS.toNanos(1))))
                .isTrue();
    }

    /** Ten bids a turn, and each takes 100 ms: nine full turns are what fits into the 900 ms. */
    @Test
    void aBidBehindMoreTurnsThanItMayWaitForIsTurnedAwayThoughTheFirstOfThemHasJustCome() {
        long now = System.nanoTime();
        departures.offer(HOT, waiting(1, 1, now));
        for (int turn = 0; turn < 60; turn++) {
            now = turnOf100Ms(now);
        }
        assertThat(queuedUntilTurnedAway(now)).isEqualTo(100);
        assertThat(departures.offer(HOT, waiting(2, 2, now)))
                .as("another auction has its share of the next turn")
                .isTrue();
        leave();
        now += TimeUnit.MILLISECONDS.toNanos(100);
        departures.arrived(left(HOT), now);
        assertThat(departures.offer(HOT, waiting(1, 3, now)))
                .as("a turn has left")
                .isTrue();
    }

    @Test
    void theFirstTurnAfterAQuietTimeMayBeSlowWithoutTurningManyAway() {
        long now = System.nanoTime();
        departures.offer(HOT, waiting(1, 1, now));
        assertThat(queuedUntilTurnedAway(turnOf100Ms(now))).isGreaterThan(500);
    }

    /** Leaves one bid waiting behind it. */
    private long turnOf100Ms(long now) {
        leave();
        departures.offer(HOT, waiting(1, 1, now));
        long after = now + TimeUnit.MILLISECONDS.toNanos(100);
        departures.arrived(left(HOT), after);
        return after;
    }

    private int queuedUntilTurnedAway(long now) {
        int queued = 1;
        while (queued < 1_000 && departures.offer(HOT, waiting(1, 1, now))) {
            queued++;
        }
        return queued;
    }

    @Test
    void oneSlowTurnTurnsNobodyAwayWhoWaitsForLessThanAFullTurn() {
        long now = System.nanoTime();
        departures.offer(HOT, waiting(1, 1, now));
        leave();
        departures.offer(HOT, waiting(1, 2, now));
        now += TimeUnit.SECONDS.toNanos(10);
        departures.arrived(left(HOT), now);
        leave();
        for (int i = 0; i < 10; i++) {
            assertThat(departures.offer(HOT, waiting(1, i + 1, now))).isTrue();
        }
        assertThat(departures.offer(HOT, waiting(1, 11, now))).isFalse();
    }

    private void offer(Bucket bucket, long auction, long amount) {
        assertThat(departures.offer(bucket, waiting(auction, amount, System.nanoTime())))
                .isTrue();
    }

    private static Waiting waiting(long auction, long amount, long sinceNanos) {
        var bid = new Bid(new AccountId("ann"), new Money(amount), RequestId.at(Instant.EPOCH, RANDOM));
        return new Waiting(new ArrivedBid(new AuctionId(auction), bid, 0), sinceNanos, _ -> {});
    }

    private Bucket bucketOfNext() {
        return leave().bucket();
    }

    private Departure nextTurn(Bucket bucket) {
        Departure departure = leave();
        departures.arrived(left(bucket), System.nanoTime());
        return departure;
    }

    private Departure leave() {
        Departure departure = departures.next();
        if (departure == null) {
            throw new AssertionError("no turn may leave");
        }
        return departure;
    }

    private static List<Integer> amounts(Departure departure) {
        return departure.bids().stream()
                .map(waiting -> (int) waiting.arrived().bid().amount().minor())
                .toList();
    }

    private static Departures.Departure left(Bucket bucket) {
        return new Departures.Departure(bucket, List.of(), PRIMARY);
    }

    @Test
    void aPrimaryThatDoesNotAnswerKeepsNothingFromTheOthers() {
        var apart = new Departures(config, bucket -> bucket.equals(COLD) ? "alive" : "dead");
        for (int i = 0; i < config.turnsPerPrimary() + 1; i++) {
            var bucket = new Bucket(100 + i);
            assertThat(apart.offer(bucket, waiting(1, 1, System.nanoTime()))).isTrue();
        }
        for (int i = 0; i < config.turnsPerPrimary(); i++) {
            assertThat(apart.next()).isNotNull();
        }
        assertThat(apart.next()).as("no more to the dead one").isNull();
        apart.offer(COLD, waiting(1, 1, System.nanoTime()));
        assertThat(apart.next()).as("to the one that lives").isNotNull();
    }
}
