package dev.gavel.server.api;

import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import dev.gavel.auction.Terms;
import dev.gavel.server.api.socket.ServerMessage;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.Receipt;
import dev.gavel.server.monitoring.BidMeters;
import dev.gavel.server.monitoring.BidMeters.NotDecided;
import dev.gavel.server.monitoring.BidMeters.Path;
import dev.gavel.server.platform.IsoTime;
import dev.gavel.server.tracing.BidTrace;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a bidder is told about a bid. */
final class BidReplies {
    /** Longer than a turn, shorter than a bidder's patience. */
    private static final Duration UNKNOWN_RETRY_AFTER = Duration.ofSeconds(1);

    private final BidMeters meters;

    BidReplies(BidMeters meters) {
        this.meters = meters;
    }

    Reply reply(Answer answer, Terms.Pricing pricing, String path) {
        return answer instanceof Answer.Decided(Receipt receipt)
                ? decided(receipt, pricing, path)
                : undecided(Path.HTTP, answer, pricing).reply(path);
    }

    /** The same for a bid that came in a message. */
    ServerMessage message(long ref, Answer answer, Terms.Pricing pricing) {
        if (!(answer instanceof Answer.Decided(Receipt receipt))) {
            return undecided(Path.WEBSOCKET, answer, pricing).ofBid(ref);
        }
        meters.decided(Path.WEBSOCKET, receipt.outcome());
        boolean tooLow = receipt.outcome() instanceof Outcome.Refused(Reason reason) && reason == Reason.TOO_LOW;
        return new ServerMessage.Decided(
                ref,
                receipt.outcome(),
                receipt.sequence(),
                receipt.price(),
                tooLow ? new Money(Math.min(Money.MINOR_MAX, Minimum.after(pricing, receipt.price()))) : null,
                receipt.closesAt(),
                receipt.receivedAt(),
                receipt.decidedAt());
    }

    private Problem undecided(Path by, Answer answer, Terms.Pricing pricing) {
        return switch (answer) {
            case Answer.Decided _ -> throw new IllegalArgumentException("decided: " + answer);
            case Answer.UnknownAuction _ ->
                throw new IllegalArgumentException("BidDesk asks the ledger what became of the auction");
            case Answer.RequestIdReused _ ->
                undecided(
                        by,
                        NotDecided.REQUEST_ID_REUSED,
                        ProblemType.REQUEST_ID_REUSED,
                        "this request id was sent before with another amount; make a new one for a new bid");
            case Answer.RequestIdTooOld _ ->
                undecided(
                        by,
                        NotDecided.REQUEST_ID_TOO_OLD,
                        ProblemType.REQUEST_ID_TOO_OLD,
                        "this request id was made too long ago to tell whether it was decided; look at your bids,"
                                + " then bid again with a new one");
            case Answer.RequestIdFromFuture _ ->
                undecided(
                        by,
                        NotDecided.REQUEST_ID_FROM_FUTURE,
                        ProblemType.REQUEST_ID_FROM_FUTURE,
                        "the time in this request id is ahead of ours: set the clock that made it");
            case Answer.TooLow tooLow -> tooLow(by, tooLow, pricing);
            case Answer.TooManyBids tooMany -> tooMany(by, tooMany);
            case Answer.Overloaded(Duration retryAfter) ->
                undecided(
                                by,
                                NotDecided.OVERLOADED,
                                ProblemType.OVERLOADED,
                                "too many bids are waiting; yours was not placed")
                        .retryAfter(retryAfter);
            case Answer.NotReady(Duration retryAfter) ->
                undecided(
                                by,
                                NotDecided.NOT_READY,
                                ProblemType.ARENA_NOT_READY,
                                "no bids are decided now, since they could not be kept safely; yours was not placed")
                        .retryAfter(retryAfter);
            case Answer.Unknown _ ->
                undecided(
                                by,
                                NotDecided.UNKNOWN,
                                ProblemType.OUTCOME_UNKNOWN,
                                "the bid may have been placed; send it again under the same request id, which is"
                                        + " safe, to learn its outcome")
                        .retryAfter(UNKNOWN_RETRY_AFTER);
        };
    }

    /** Without a reason and a sequence, which only decisions have. */
    private Problem tooLow(Path by, Answer.TooLow tooLow, Terms.Pricing pricing) {
        var members = new LinkedHashMap<String, Object>();
        long minimum = Minimum.after(pricing, tooLow.price());
        members.put("auction", tooLow.auction().toString());
        members.put("requestId", tooLow.bid().requestId().toString());
        members.put("currency", pricing.currency().getCurrencyCode());
        members.put("price", tooLow.price().minor());
        members.put("minimum", minimum);
        return undecided(
                        by,
                        NotDecided.TOO_LOW_AT_EDGE,
                        ProblemType.TOO_LOW,
                        "refused before it was decided: bid at least " + minimum + " minor units of "
                                + pricing.currency().getCurrencyCode())
                .with(members);
    }

    Problem tooMany(Path by, Answer.TooManyBids tooMany) {
        Duration wait = tooMany.retryAfter();
        Problem problem = switch (tooMany.limit()) {
            case OUTSTANDING ->
                undecided(
                        by,
                        NotDecided.TOO_MANY_OUTSTANDING,
                        ProblemType.TOO_MANY_BIDS,
                        "others of your bids have not been answered yet; this one was not placed");
            case RATE ->
                undecided(
                        by,
                        NotDecided.TOO_MANY_PER_SECOND,
                        ProblemType.TOO_MANY_BIDS,
                        "you bid too often; this bid was not placed");
        };
        return problem.with(Map.of(
                        "retryAfterMs", Math.max(1, wait.plusNanos(999_999).toMillis())))
                .retryAfter(wait);
    }

    private Problem undecided(Path by, NotDecided why, ProblemType type, String detail) {
        meters.notDecided(by, why);
        return Problem.of(type, detail);
    }

    /** Counts a bid that ends in a problem without an answer of the arena's. */
    Problem refused(Path by, Problem problem) {
        meters.notDecided(by, problem.equals(Routes.LEAVING) ? NotDecided.LEAVING : why(problem.type()));
        return problem;
    }

    /** Counts a message of a WebSocket that holds a value that cannot be accepted, if it was a bid. */
    ServerMessage.Problem unacceptable(ServerMessage.Problem answer) {
        if (answer.ref() != ServerMessage.Problem.NO_REF) {
            meters.notDecided(Path.WEBSOCKET, NotDecided.UNACCEPTABLE);
        }
        return answer;
    }

    /** What a bidder did wrong is no failure of ours, and its trace does not say so. */
    static void end(BidTrace trace, Throwable failure) {
        if (failure instanceof ProblemException it && !it.problem().type().isOurs()) {
            trace.refused(it.problem().type().name().toLowerCase(Locale.ROOT));
        } else {
            trace.failed(failure);
        }
    }

    private static NotDecided why(ProblemType type) {
        return switch (type) {
            case INTERNAL_ERROR -> NotDecided.INTERNAL_ERROR;
            case OVERLOADED -> NotDecided.OVERLOADED;
            case STORE_UNAVAILABLE -> NotDecided.STORE_UNAVAILABLE;
            case ARENA_NOT_READY -> NotDecided.NOT_READY;
            case OUTCOME_UNKNOWN -> NotDecided.UNKNOWN;
            // What the arena decides is counted as decided, so the ledger has said this.
            case CLOSED -> NotDecided.SETTLED;
            case UNKNOWN_AUCTION -> NotDecided.UNKNOWN_AUCTION;
            case WRONG_CURRENCY -> NotDecided.WRONG_CURRENCY;
            case UNAUTHORIZED, FORBIDDEN -> NotDecided.UNAUTHORIZED;
            case REQUEST_ID_REUSED -> NotDecided.REQUEST_ID_REUSED;
            case REQUEST_ID_TOO_OLD -> NotDecided.REQUEST_ID_TOO_OLD;
            case REQUEST_ID_FROM_FUTURE -> NotDecided.REQUEST_ID_FROM_FUTURE;
            case TOO_LOW -> NotDecided.TOO_LOW_AT_EDGE;
            case TOO_MANY_BIDS -> NotDecided.TOO_MANY_OUTSTANDING;
            case MALFORMED_REQUEST,
                    IDEMPOTENCY_KEY_REQUIRED,
                    OWN_AUCTION,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    REQUEST_TIMEOUT,
                    NOT_ABOVE_OWN_MAXIMUM,
                    NOT_OPEN,
                    CANCELLED,
                    PAUSED,
                    BLOCKED,
                    NOT_APPROVED,
                    OVER_LIMIT,
                    HAS_BIDS,
                    BODY_TOO_LARGE,
                    URI_TOO_LONG,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNSUPPORTED_PICTURE,
                    UNACCEPTABLE_VALUE,
                    UPGRADE_REQUIRED,
                    HEADERS_TOO_LARGE -> NotDecided.UNACCEPTABLE;
        };
    }

    private Reply decided(Receipt receipt, Terms.Pricing pricing, String path) {
        meters.decided(Path.HTTP, receipt.outcome());
        return switch (receipt.outcome()) {
            case Outcome.Leading _ -> new Reply(201, Reply.JSON, accepted(receipt, "LEADING", pricing), Map.of());
            case Outcome.Outbid _ -> new Reply(201, Reply.JSON, accepted(receipt, "OUTBID", pricing), Map.of());
            case Outcome.Refused(Reason reason) ->
                refused(receipt, reason, pricing).reply(path);
        };
    }

    /** Written by hand: nothing in it needs escaping, and it is most of what a busy server writes. */
    private static Buffer accepted(Receipt receipt, String outcome, Terms.Pricing pricing) {
        var json = new StringBuilder(320)
                .append("{\"auction\":\"")
                .append(receipt.auction().value())
                .append("\",\"sequence\":")
                .append(receipt.sequence())
                .append(",\"requestId\":\"")
                .append(receipt.bid().requestId())
                .append("\",\"outcome\":\"")
                .append(outcome)
                .append("\",\"amount\":")
                .append(receipt.bid().amount().minor());
        Money price = receipt.price();
        if (price != null) {
            json.append(",\"price\":").append(price.minor());
        }
        json.append(",\"currency\":\"").append(pricing.currency().getCurrencyCode());
        IsoTime.append(json.append("\",\"closesAt\":\""), receipt.closesAt());
        IsoTime.append(json.append("\",\"receivedAt\":\""), receipt.receivedAt());
        IsoTime.append(json.append("\",\"decidedAt\":\""), receipt.decidedAt());
        return Buffer.buffer(json.append("\"}").toString());
    }

    private static Problem refused(Receipt receipt, Reason reason, Terms.Pricing pricing) {
        var members = new LinkedHashMap<String, Object>();
        members.put("reason", reason.name());
        members.put("auction", receipt.auction().toString());
        members.put("sequence", receipt.sequence());
        members.put("requestId", receipt.bid().requestId().toString());
        members.put("currency", pricing.currency().getCurrencyCode());
        Money price = receipt.price();
        if (price != null) {
            members.put("price", price.minor());
        }
        if (reason == Reason.TOO_LOW) {
            members.put("minimum", Minimum.after(pricing, price));
        }
        members.put("closesAt", receipt.closesAt());
        members.put("receivedAt", receipt.receivedAt());
        members.put("decidedAt", receipt.decidedAt());
        return Problem.of(ProblemType.of(reason), detail(receipt, reason, pricing))
                .with(members);
    }

    private static String detail(Receipt receipt, Reason reason, Terms.Pricing pricing) {
        return switch (reason) {
            case TOO_LOW ->
                "bid at least " + Minimum.after(pricing, receipt.price()) + " minor units of "
                        + pricing.currency().getCurrencyCode();
            case NOT_ABOVE_OWN_MAXIMUM -> "you lead already; only a higher maximum changes anything";
            case NOT_OPEN -> "bids are taken from opensAt on";
            case CLOSED -> "the bid came after the close";
            case CANCELLED -> "the auction was cancelled";
            case PAUSED -> "an operator has stopped the auction for a while; it will close later by as long";
            case BLOCKED -> "the seller or an operator does not let this account bid here";
            case NOT_APPROVED -> "ask with POST /v1/auctions/{id}/bidders, and wait for the seller";
            case OVER_LIMIT -> "the seller or an operator has set a limit for this account in this auction";
            case OWN_AUCTION -> "the seller of an auction cannot bid in it";
        };
    }
}
