package dev.gavel.server.tracing;

import dev.gavel.auction.RequestId;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.arena.TraceMark;
import dev.gavel.server.arena.Turn;
import dev.gavel.server.bidding.PlaceBids;
import dev.gavel.server.bidding.TurnReply;
import dev.gavel.shards.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Looks for traced bids in the turns that leave, and marks them in the bid log. */
final class TracedTurns {
    private final Map<RequestId, BidTrace.Live> underWay;
    private final PlaceBids next;
    private final Function<Bucket, String> serverOf;

    TracedTurns(Map<RequestId, BidTrace.Live> underWay, PlaceBids next, Function<Bucket, String> serverOf) {
        this.underWay = underWay;
        this.next = next;
        this.serverOf = serverOf;
    }

    CompletionStage<TurnReply> place(Bucket bucket, Turn turn) {
        if (underWay.isEmpty()) {
            return next.place(bucket, turn);
        }
        List<TraceMark> marks = new ArrayList<>();
        List<BidTrace.TurnSpan> spans = new ArrayList<>();
        List<ArrivedBid> bids = turn.bids();
        for (int i = 0; i < bids.size(); i++) {
            BidTrace.Live trace = underWay.get(bids.get(i).bid().requestId());
            if (trace != null && trace.isOf(bids.get(i))) {
                marks.add(trace.mark(i));
                spans.add(trace.leaves(bucket, serverOf.apply(bucket), bids.size()));
            }
        }
        return next.place(bucket, turn, marks).whenComplete((_, failure) -> spans.forEach(span -> span.end(failure)));
    }
}
