package dev.gavel.server.operations;

import dev.gavel.server.bidding.DecisionTimes;
import dev.gavel.server.bidding.Latencies;
import dev.gavel.server.bidding.Undecided;
import dev.gavel.server.monitoring.BidMeters;
import dev.gavel.server.platform.LastSeconds;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What this node has been doing in the last seconds. Asked for once a second or so. */
final class NodeLoad {
    /** Bounds a summary to some 25 KB, whatever the number of buckets. */
    static final int BUCKETS_MAX = 256;

    private final DecisionTimes times;
    private final Undecided undecided;
    private final BidMeters answered;
    private final List<Bucket> buckets;
    /** Oldest first, a second apart. */
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, Map<String, Long> totals) {}

    record Found(Views.Load load, List<Views.BucketLoad> buckets, List<Views.Outcome> outcomes) {}

    NodeLoad(DecisionTimes times, Undecided undecided, BidMeters answered, Buckets buckets) {
        this.times = times;
        this.undecided = undecided;
        this.answered = answered;
        this.buckets = buckets.all();
    }

    /** @param now arena time, in milliseconds */
    synchronized Found look(long now, long nowNanos) {
        var all = new Latencies.Sum();
        int waiting = 0;
        long oldest = 0;
        List<Views.BucketLoad> found = new ArrayList<>();
        for (Bucket bucket : buckets) {
            Latencies.Sum sum = times.recent(bucket, nowNanos);
            int here = undecided.held(bucket, now, nowNanos);
            if (sum.count() > 0 || here > 0) {
                long age = here == 0 ? 0 : undecided.ageMillis(bucket, now, nowNanos);
                all.add(sum);
                waiting += here;
                oldest = Math.max(oldest, age);
                found.add(new Views.BucketLoad(bucket.number(), load(sum, here, age)));
            }
        }
        found.sort(
                Comparator.comparingDouble((Views.BucketLoad one) -> one.load().bidsPerSecond())
                        .reversed());
        return new Found(
                load(all, waiting, oldest),
                List.copyOf(found.subList(0, Math.min(found.size(), BUCKETS_MAX))),
                rates(nowNanos));
    }

    private static Views.Load load(Latencies.Sum sum, int waiting, long oldest) {
        return new Views.Load(
                LastSeconds.perSecond(sum.count()), sum.quantile(0.5), sum.quantile(0.99), waiting, oldest);
    }

    private List<Views.Outcome> rates(long nowNanos) {
        Map<String, Long> totals = new TreeMap<>(answered.totals());
        while (samples.size() > 1 && nowNanos - samples.getFirst().nanos > LastSeconds.WINDOW.toNanos()) {
            samples.removeFirst();
        }
        Sample from = samples.isEmpty() ? new Sample(nowNanos, totals) : samples.getFirst();
        samples.addLast(new Sample(nowNanos, totals));
        double seconds = Math.max(1, (nowNanos - from.nanos) / 1e9);
        List<Views.Outcome> rates = new ArrayList<>();
        totals.forEach((outcome, total) -> {
            if (total > 0) {
                double rate = (total - from.totals.getOrDefault(outcome, 0L)) / seconds;
                rates.add(new Views.Outcome(outcome, Math.round(rate * 10) / 10.0, total));
            }
        });
        return rates;
    }
}
