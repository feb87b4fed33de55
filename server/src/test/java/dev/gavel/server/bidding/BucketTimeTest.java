package dev.gavel.server.bidding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BucketTimeTest {
    private static final Buckets BUCKETS = new Buckets(64);

    /** Each bucket's Redis is as many seconds ahead as its number says; nothing is known of that of bucket 7. */
    private static final ArenaClock CLOCK = new ArenaClock() {
        @Override
        public long stamp() {
            return 0;
        }

        @Override
        public long now() {
            return 0;
        }

        @Override
        public long inTimeOf(Bucket bucket, long stamp) {
            return bucket.number() == 7 ? UNSTAMPED : stamp + 1_000L * bucket.number();
        }
    };

    @Test
    void aBidIsStampedInTheTimeOfTheRedisThatJudgesIt() {
        List<Long> stamps = new ArrayList<>();
        var bidding = new BucketTime((_, _, receivedAt, _) -> stamps.add(receivedAt), CLOCK, BUCKETS);
        var bid = new Bid(new AccountId("ann"), new Money(1), RequestId.at(Instant.EPOCH, new Random(1)));
        bidding.place(auctionOf(3), bid, 5, _ -> {});
        bidding.place(auctionOf(7), bid, 5, _ -> {});
        assertThat(stamps).containsExactly(3_005L, ArenaClock.UNSTAMPED);
    }

    private static AuctionId auctionOf(int bucket) {
        long id = 1;
        while (BUCKETS.of(id).number() != bucket) {
            id++;
        }
        return new AuctionId(id);
    }
}
