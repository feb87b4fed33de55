package dev.gavel.server.api;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.RequestId;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.Undecided;
import dev.gavel.server.monitoring.BidMeters;
import dev.gavel.server.monitoring.BidMeters.Path;
import dev.gavel.server.tracing.BidTrace;
import dev.gavel.server.tracing.Traces;
import java.util.List;
import java.util.Optional;

/** Takes a bid from a request. */
final class BidsHandler implements Route.Endpoint {
    private final BidDesk desk;
    private final Undecided undecided;
    private final BidReplies replies;
    private final BidMeters meters;
    private final Problems problems;
    private final Traces traces;

    BidsHandler(
            BidDesk desk, Undecided undecided, BidReplies replies, BidMeters meters, Problems problems, Traces traces) {
        this.desk = desk;
        this.undecided = undecided;
        this.replies = replies;
        this.meters = meters;
        this.problems = problems;
        this.traces = traces;
    }

    /** From here on a bid waits for this node, and no longer for its client: bells wait for it. */
    void received(Call call) {
        call.maybeAuction().ifPresent(auction -> {
            undecided.received(auction, call.receivedAt(), call.arrivedNanos());
            call.afterReply(() -> undecided.answered(auction, call.receivedAt(), call.arrivedNanos()));
        });
    }

    /** A bid that fails on its way is counted, like one that is answered. */
    void refused(Problem problem) {
        replies.refused(Path.HTTP, problem);
    }

    @Override
    public void handle(Call call) {
        Answer.TooManyBids tooMany = desk.turnsAway(call.caller().account());
        if (tooMany != null) {
            call.reply(replies.tooMany(Path.HTTP, tooMany));
            return;
        }
        AuctionId auction = call.auction();
        RequestId requestId = requestId(call);
        BidBody body = BidBody.parse(call.body());
        var bid = new Bid(call.caller().account(), body.amount(), requestId);
        BidTrace trace =
                traces.begin(call.request().getHeader("traceparent"), Path.HTTP, auction, bid, call.arrivedNanos());
        desk.place(
                auction,
                bid,
                body.currency(),
                call.receivedAt(),
                call::onLoop,
                (answer, pricing) -> {
                    trace.answered(answer);
                    call.reply(replies.reply(answer, pricing, call.path()));
                    if (answer.askedArena()) {
                        meters.answered(Path.HTTP, auction, call.arrivedNanos(), trace.ref());
                    }
                },
                failure -> {
                    BidReplies.end(trace, failure);
                    problems.answer(call, failure);
                });
    }

    private static RequestId requestId(Call call) {
        List<String> keys = call.request().headers().getAll("idempotency-key");
        return Optional.of(keys)
                .filter(all -> all.size() == 1)
                .map(List::getFirst)
                .flatMap(BidsHandler::parsed)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.IDEMPOTENCY_KEY_REQUIRED,
                        "send one Idempotency-Key header with a UUID version 7 (RFC 9562) made for this bid, and the same"
                                + " again with each retry of it"));
    }

    /** The header is a string in quotes by its draft standard; most clients send it bare. */
    private static Optional<RequestId> parsed(String key) {
        boolean quoted = key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"");
        try {
            return Optional.of(RequestId.parse(quoted ? key.substring(1, key.length() - 1) : key));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
