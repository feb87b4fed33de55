package dev.gavel.server.meters;

import dev.gavel.server.arena.RedisClock;
import dev.gavel.server.bidding.DecisionTimes;
import dev.gavel.server.bidding.Undecided;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;

/** What waits on this node and what it has decided, by bucket; and its clock. Read from memory with each scrape. */
public final class QueueMeters {
    private QueueMeters() {}

    public static void register(
            Undecided undecided, DecisionTimes times, RedisClock clock, Buckets buckets, MeterRegistry registry) {
        for (Bucket bucket : buckets.all()) {
            String number = Integer.toString(bucket.number());
            Gauge.builder("gavel.queue.bids", undecided, it -> it.held(bucket, clock.now(), System.nanoTime()))
                    .description("Bids that this node has received and not answered")
                    .tag("bucket", number)
                    .register(registry);
            Gauge.builder("gavel.queue.age.seconds", undecided, it -> age(it, bucket, clock))
                    .description("How long the oldest of them has waited")
                    .tag("bucket", number)
                    .register(registry);
            FunctionCounter.builder("gavel.bucket.bids", times, it -> it.decided(bucket))
                    .description("Decided bids that this node has answered")
                    .tag("bucket", number)
                    .register(registry);
        }
        Gauge.builder("gavel.clock.offset.seconds", clock, it -> seconds(it.movedMicros()))
                .description("How far Redis' clock has moved against this machine's monotonic one since the start")
                .register(registry);
        Gauge.builder("gavel.clock.uncertainty.seconds", clock, it -> seconds(it.uncertaintyMicros()))
                .description("How far this node's arena time may be from Redis' clock")
                .register(registry);
    }

    private static double age(Undecided undecided, Bucket bucket, RedisClock clock) {
        return undecided.ageMillis(bucket, clock.now(), System.nanoTime()) / (double) TimeUnit.SECONDS.toMillis(1);
    }

    private static double seconds(long micros) {
        return micros / (double) TimeUnit.SECONDS.toMicros(1);
    }
}
