package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.shards.Buckets;
import java.util.function.Consumer;

/**
 * Gives a bid its stamp in the time of the Redis that will judge it: on a cluster each primary has a clock of its own.
 */
public final class BucketTime implements Bidding {
    private final Bidding next;
    private final ArenaClock clock;
    private final Buckets buckets;

    public BucketTime(Bidding next, ArenaClock clock, Buckets buckets) {
        this.next = next;
        this.clock = clock;
        this.buckets = buckets;
    }

    @Override
    public void place(AuctionId auction, Bid bid, long receivedAt, Consumer<Answer> answer) {
        next.place(auction, bid, clock.inTimeOf(buckets.of(auction.value()), receivedAt), answer);
    }
}
