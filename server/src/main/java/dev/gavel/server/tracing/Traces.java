package dev.gavel.server.tracing;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.RequestId;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.TraceMark;
import dev.gavel.server.arena.Turn;
import dev.gavel.server.bidding.PlaceBids;
import dev.gavel.server.bidding.TurnReply;
import dev.gavel.server.monitoring.BidMeters.Path;
import dev.gavel.shards.Bucket;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows some bids from arrival to the ledger.
 *
 * <p>Implementation notes. Those that are followed stand in a table by their request ids, beside the road: whoever is
 * on the road hands bids on as before, and a turn is looked through for them only while there are any. The bid log
 * carries their ids to whichever node reads it for the ledger.
 */
public final class Traces implements AutoCloseable {
    private static final int UNDER_WAY_MAX = 2_048;
    private static final int SPANS_QUEUED_MAX = 8_192;
    private static final Duration EXPORT_EVERY = Duration.ofSeconds(1);
    private static final Duration EXPORT_MAX = Duration.ofSeconds(5);
    private static final String HEADER = "traceparent";

    private static final TextMapGetter<String> PARENT = (value, key) -> key.equals(HEADER) ? value : null;

    private final TracesConfig config;
    private final TraceClock clock;
    private final @Nullable SdkTracerProvider provider;
    private final Tracer tracer;
    private final PerSecond perSecond;
    private final Map<RequestId, BidTrace.Live> underWay = new ConcurrentHashMap<>();

    /** @param instance which node this is, for whoever looks at its spans */
    public Traces(TracesConfig config, ArenaClock clock, String instance) {
        this.config = config;
        this.clock = new TraceClock(clock);
        this.perSecond = new PerSecond(config.perSecondMax());
        this.provider = config.endpoint() == null ? null : provider(config.endpoint(), this.clock, instance);
        this.tracer = (provider == null ? TracerProvider.noop() : provider).get("gavel");
    }

    private static SdkTracerProvider provider(String endpoint, TraceClock clock, String instance) {
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint)
                .setTimeout(EXPORT_MAX)
                .build();
        return SdkTracerProvider.builder()
                .setClock(clock)
                .setResource(Resource.getDefault().toBuilder()
                        .put("service.name", "gavel")
                        .put("service.instance.id", instance)
                        .build())
                // Where there is no room left, spans are dropped.
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(SPANS_QUEUED_MAX)
                        .setScheduleDelay(EXPORT_EVERY)
                        .build())
                .build();
    }

    /**
     * A bid has come.
     *
     * @param parent what its caller's {@code traceparent} header says, or null
     * @param arrivedNanos when, by {@link System#nanoTime()}
     */
    public BidTrace begin(@Nullable String parent, Path path, AuctionId auction, Bid bid, long arrivedNanos) {
        if (provider == null) {
            return BidTrace.NONE;
        }
        Context context = parent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), parent, PARENT);
        SpanContext caller = Span.fromContext(context).getSpanContext();
        boolean wanted = caller.isValid()
                ? caller.isSampled()
                : ThreadLocalRandom.current().nextDouble() < config.sampled();
        if (!wanted || underWay.size() >= UNDER_WAY_MAX || !perSecond.take(System.nanoTime())) {
            return BidTrace.NONE;
        }
        SpanBuilder span = tracer.spanBuilder("bid")
                .setParent(context)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("gavel.path", path.name().toLowerCase(Locale.ROOT))
                .setAttribute("gavel.auction", auction.toString())
                .setAttribute("gavel.request_id", bid.requestId().toString())
                .setStartTimestamp(clock.at(arrivedNanos), TimeUnit.NANOSECONDS);
        RequestId id = bid.requestId();
        var trace = new BidTrace.Live(
                new BidTrace.Spans(tracer, clock, span.startSpan()), auction, bid.bidder(), () -> underWay.remove(id));
        // The same id twice at the same time: one of them is followed.
        return underWay.putIfAbsent(id, trace) == null ? trace : BidTrace.NONE;
    }

    /**
     * The way of turns through here.
     *
     * @param serverOf the name of the Redis primary that decides for a bucket now
     */
    public BiFunction<Bucket, Turn, CompletionStage<TurnReply>> over(
            PlaceBids next, Function<Bucket, String> serverOf) {
        return provider == null ? next::place : new TracedTurns(underWay, next, serverOf)::place;
    }

    /**
     * The ledger has committed entries of the bid log.
     *
     * @param entries those among them that carry marks
     * @param readAtNanos when they were read from the log, by {@link System#nanoTime()}
     */
    public void committed(int shard, List<LogEntry> entries, long readAtNanos) {
        if (provider == null) {
            return;
        }
        long now = System.nanoTime();
        for (LogEntry entry : entries) {
            for (TraceMark mark : entry.traced()) {
                tracer.spanBuilder("ledger")
                        .setParent(Context.root().with(Span.wrap(Ids.parent(mark))))
                        .setSpanKind(SpanKind.CONSUMER)
                        .setAttribute("db.system.name", "postgresql")
                        .setAttribute("gavel.shard", (long) shard)
                        .setAttribute(BidTrace.BUCKET, (long) entry.bucket().number())
                        .setAttribute("gavel.entry", entry.number())
                        .setStartTimestamp(clock.at(readAtNanos), TimeUnit.NANOSECONDS)
                        .startSpan()
                        .end(clock.at(now), TimeUnit.NANOSECONDS);
            }
        }
    }

    /** Sends what is left, for as long as an export may take. */
    @Override
    public void close() {
        if (provider != null) {
            provider.shutdown().join(EXPORT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
