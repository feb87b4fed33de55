package dev.gavel.server.operations;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.Bidding;
import dev.gavel.shards.Buckets;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Bids on their way and back, by their buckets: how many wait for an answer, and how long the decided ones took. */
public final class MeasuredBidding implements Bidding {
    private final Bidding next;
    private final Buckets buckets;
    private final AtomicIntegerArray waiting;
    /** By bucket, once it has had a bid. */
    private final AtomicReferenceArray<@Nullable Latencies> latencies;

    public MeasuredBidding(Bidding next, Buckets buckets) {
        this.next = next;
        this.buckets = buckets;
        this.waiting = new AtomicIntegerArray(buckets.count());
        this.latencies = new AtomicReferenceArray<>(buckets.count());
    }

    @Override
    public Answer.@Nullable TooManyBids turnsAway(AccountId bidder) {
        return next.turnsAway(bidder);
    }

    @Override
    public void place(AuctionId auction, Bid bid, long receivedAt, Consumer<Answer> answer) {
        int bucket = buckets.of(auction.value()).number();
        long sinceNanos = System.nanoTime();
        waiting.incrementAndGet(bucket);
        next.place(auction, bid, receivedAt, it -> {
            waiting.decrementAndGet(bucket);
            if (it instanceof Answer.Decided) {
                long now = System.nanoTime();
                of(bucket).add(now, now - sinceNanos);
            }
            answer.accept(it);
        });
    }

    int waiting(int bucket) {
        return waiting.get(bucket);
    }

    Latencies.Sum recent(int bucket, long nowNanos) {
        var sum = new Latencies.Sum();
        Latencies of = latencies.get(bucket);
        if (of != null) {
            of.addTo(sum, nowNanos);
        }
        return sum;
    }

    private Latencies of(int bucket) {
        Latencies of = latencies.get(bucket);
        if (of != null) {
            return of;
        }
        var made = new Latencies();
        Latencies other = latencies.compareAndExchange(bucket, null, made);
        return other == null ? made : other;
    }
}
