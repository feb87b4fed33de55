package dev.gavel.server.tracing;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Outcome;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.arena.TraceMark;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.Receipt;
import dev.gavel.server.monitoring.TraceRef;
import dev.gavel.shards.Bucket;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The trace of a bid while it is on its way; that of a bid that is not traced takes all and does nothing. */
public class BidTrace {
    /** Of a bid that is not traced. */
    static final BidTrace NONE = new BidTrace();

    static final AttributeKey<Long> BUCKET = AttributeKey.longKey("gavel.bucket");
    static final AttributeKey<Long> SEQUENCE = AttributeKey.longKey("gavel.sequence");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("gavel.outcome");
    private static final AttributeKey<Long> BATCH = AttributeKey.longKey("db.operation.batch.size");

    private BidTrace() {}

    /** The bid has its answer, which is about to be sent. */
    public void answered(Answer answer) {}

    /** The bid was not placed, by a failure of ours of which its bidder is about to be told. */
    public void failed(Throwable why) {}

    /**
     * The bid was not placed, by what its bidder did wrong.
     *
     * @param why a word of a fixed set, with nothing in it that the bidder sent
     */
    public void refused(String why) {}

    /** By which it is found; null for none. */
    public @Nullable TraceRef ref() {
        return null;
    }

    /** Makes spans below that of the whole way, which has begun. */
    record Spans(Tracer tracer, TraceClock clock, Span whole) {
        private SpanBuilder child(String name, SpanKind kind, long sinceNanos) {
            return tracer.spanBuilder(name)
                    .setParent(Context.root().with(whole))
                    .setSpanKind(kind)
                    .setStartTimestamp(clock.at(sinceNanos), TimeUnit.NANOSECONDS);
        }
    }

    /** A bid that is traced. */
    static final class Live extends BidTrace {
        private final Spans spans;
        private final Span span;
        private final AuctionId auction;
        private final AccountId bidder;
        private final Runnable ended;
        private final AtomicBoolean done = new AtomicBoolean();
        private volatile long queuedAtNanos = System.nanoTime();

        /** @param ended called once, when the bid has its answer */
        Live(Spans spans, AuctionId auction, AccountId bidder, Runnable ended) {
            this.spans = spans;
            this.span = spans.whole();
            this.auction = auction;
            this.bidder = bidder;
            this.ended = ended;
        }

        /** Others may use the same request id. */
        boolean isOf(ArrivedBid arrived) {
            return arrived.auction().equals(auction) && arrived.bid().bidder().equals(bidder);
        }

        TraceMark mark(int bid) {
            byte[] trace = span.getSpanContext().getTraceIdBytes();
            return new TraceMark(
                    bid,
                    Ids.number(trace, 0),
                    Ids.number(trace, Long.BYTES),
                    Ids.number(span.getSpanContext().getSpanIdBytes(), 0));
        }

        /**
         * A turn with this bid leaves.
         *
         * @param bids of the turn
         */
        TurnSpan leaves(Bucket bucket, String server, int bids) {
            long now = System.nanoTime();
            spans.child("queue", SpanKind.INTERNAL, queuedAtNanos)
                    .startSpan()
                    .end(spans.clock.at(now), TimeUnit.NANOSECONDS);
            Span turn = spans.child("turn", SpanKind.CLIENT, now)
                    .setAttribute("db.system.name", "redis")
                    .setAttribute("db.operation.name", "EVALSHA")
                    .setAttribute("server.address", server)
                    .setAttribute(BUCKET, (long) bucket.number())
                    .setAttribute(BATCH, (long) bids)
                    .startSpan();
            return failure -> {
                queuedAtNanos = System.nanoTime();
                if (failure != null) {
                    turn.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
                }
                turn.end(spans.clock.now(), TimeUnit.NANOSECONDS);
            };
        }

        @Override
        public void answered(Answer answer) {
            if (answer instanceof Answer.Decided(Receipt receipt)) {
                span.setAttribute(SEQUENCE, receipt.sequence());
                span.setAttribute(OUTCOME, outcome(receipt.outcome()));
            } else {
                span.setAttribute(OUTCOME, answer.getClass().getSimpleName().toLowerCase(Locale.ROOT));
                if (answer instanceof Answer.Unknown
                        || answer instanceof Answer.Overloaded
                        || answer instanceof Answer.NotReady) {
                    span.setStatus(StatusCode.ERROR);
                }
            }
            end();
        }

        private static String outcome(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Leading _ -> "leading";
                case Outcome.Outbid _ -> "outbid";
                case Outcome.Refused refused -> refused.reason().name().toLowerCase(Locale.ROOT);
            };
        }

        @Override
        public void failed(Throwable why) {
            // Its message may say what a bidder sent.
            span.setStatus(StatusCode.ERROR, why.getClass().getSimpleName());
            end();
        }

        @Override
        public void refused(String why) {
            span.setAttribute(OUTCOME, why);
            end();
        }

        @Override
        public TraceRef ref() {
            SpanContext context = span.getSpanContext();
            return new TraceRef(context.getTraceId(), context.getSpanId());
        }

        private void end() {
            if (!done.getAndSet(true)) {
                span.end(spans.clock.now(), TimeUnit.NANOSECONDS);
                ended.run();
            }
        }
    }

    /** The way of a turn; ended once, with what made it fail or null. */
    interface TurnSpan {
        void end(@Nullable Throwable failure);
    }
}
