package dev.gavel.server.monitoring;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import dev.gavel.server.platform.Steps;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What became of the bids that this node answered, and how long that took.
 *
 * <p>Every meter is made when the node starts and found by its place in an array: counting a bid is one addition, and a
 * series is there, with 0, before the first of its kind.
 */
public final class BidMeters {
    private final Metrics metrics;
    private final boolean timing;
    private final ToIntFunction<AuctionId> shardOf;
    private final Map<Path, Answers> byPath = new EnumMap<>(Path.class);

    /** How a bid came. */
    public enum Path {
        HTTP,
        WEBSOCKET
    }

    /** Why a bid was answered that was not decided, or not that one knows. */
    public enum NotDecided {
        REQUEST_ID_REUSED,
        REQUEST_ID_TOO_OLD,
        REQUEST_ID_FROM_FUTURE,
        UNKNOWN_AUCTION,
        TOO_LOW_AT_EDGE,
        TOO_MANY_OUTSTANDING,
        TOO_MANY_PER_SECOND,
        /** The auction is settled, and no longer in the arena. */
        SETTLED,
        WRONG_CURRENCY,
        /** Without a good token, or with one that does not allow it. */
        UNAUTHORIZED,
        /** Not a bid that can be read, or with a value that cannot be. */
        UNACCEPTABLE,
        OVERLOADED,
        NOT_READY,
        UNKNOWN,
        STORE_UNAVAILABLE,
        INTERNAL_ERROR,
        /** The node ends. */
        LEAVING
    }

    /** What was answered to bids that came on one path. */
    private static final class Answers {
        private final LongAdder leading = new LongAdder();
        private final LongAdder outbid = new LongAdder();
        private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);
        private final Map<NotDecided, LongAdder> notDecided = new EnumMap<>(NotDecided.class);
        /** By the shard's number. */
        private final Timer[] durations;

        Answers(int shards) {
            durations = new Timer[shards];
            for (Reason reason : Reason.values()) {
                refused.put(reason, new LongAdder());
            }
            for (NotDecided why : NotDecided.values()) {
                notDecided.put(why, new LongAdder());
            }
        }

        LongAdder of(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Leading _ -> leading;
                case Outcome.Outbid _ -> outbid;
                case Outcome.Refused(Reason reason) -> Objects.requireNonNull(refused.get(reason));
            };
        }

        LongAdder of(NotDecided why) {
            return Objects.requireNonNull(notDecided.get(why));
        }

        void forEach(BiConsumer<String, LongAdder> action) {
            action.accept("leading", leading);
            action.accept("outbid", outbid);
            refused.forEach((reason, count) -> action.accept(name(reason), count));
            notDecided.forEach((why, count) -> action.accept(name(why), count));
        }
    }

    /**
     * @param shards how many there are
     * @param shardOf the number of the shard that owns an auction's bucket
     */
    public BidMeters(Metrics metrics, int shards, ToIntFunction<AuctionId> shardOf) {
        this.metrics = metrics;
        this.timing = metrics.isEnabled();
        this.shardOf = shardOf;
        for (Path path : Path.values()) {
            var answers = new Answers(shards);
            byPath.put(path, answers);
            answers.forEach((outcome, count) -> FunctionCounter.builder("gavel.bids", count, LongAdder::sum)
                    .description("Bids that this node answered, by outcome")
                    .tag("outcome", outcome)
                    .tag("path", name(path))
                    .register(metrics.registry()));
            for (int shard = 0; shard < shards; shard++) {
                answers.durations[shard] = duration(metrics.registry(), path, shard);
            }
        }
    }

    private static Timer duration(MeterRegistry registry, Path path, int shard) {
        return Timer.builder("gavel.bid.duration")
                .description("From a bid's arrival to its answer; of bids that the arena was asked for")
                .tag("shard", Integer.toString(shard))
                .tag("path", name(path))
                .serviceLevelObjectives(Steps.ofAnswers())
                .register(registry);
    }

    public void decided(Path path, Outcome outcome) {
        answers(path).of(outcome).increment();
    }

    public void notDecided(Path path, NotDecided why) {
        answers(path).of(why).increment();
    }

    /**
     * A bid that the arena was asked for has its answer.
     *
     * @param arrivedNanos by {@link System#nanoTime()}, from the moment at which the bid was stamped
     * @param trace in which the bid is found; null for none
     */
    public void answered(Path path, AuctionId auction, long arrivedNanos, @Nullable TraceRef trace) {
        if (timing) {
            Timer timer = answers(path).durations[shardOf.applyAsInt(auction)];
            long took = System.nanoTime() - arrivedNanos;
            if (trace == null) {
                timer.record(took, TimeUnit.NANOSECONDS);
            } else {
                metrics.during(trace, () -> timer.record(took, TimeUnit.NANOSECONDS));
            }
        }
    }

    /** Bids answered so far, by outcome. */
    public Map<String, Long> totals() {
        Map<String, Long> totals = new HashMap<>();
        byPath.values()
                .forEach(answers -> answers.forEach((outcome, count) -> totals.merge(outcome, count.sum(), Long::sum)));
        return totals;
    }

    private Answers answers(Path path) {
        return Objects.requireNonNull(byPath.get(path));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
