package dev.gavel.server.api;

import dev.gavel.auction.Reason;
import java.util.Locale;

/** Every error that the API answers with. The type URI, the status and the title of one never change. */
enum ProblemType {
    MALFORMED_REQUEST(400, "The request cannot be understood"),
    IDEMPOTENCY_KEY_REQUIRED(400, "A bid needs an Idempotency-Key"),
    REQUEST_ID_FROM_FUTURE(400, "The request id is from the future"),
    UNAUTHORIZED(401, "A valid bearer token is needed"),
    FORBIDDEN(403, "This account may not do that"),
    OWN_AUCTION(403, "Sellers do not bid in their own auctions"),
    NOT_FOUND(404, "There is nothing here"),
    UNKNOWN_AUCTION(404, "There is no such auction"),
    METHOD_NOT_ALLOWED(405, "The resource does not do that"),
    NOT_ACCEPTABLE(406, "The resource is not available in that form"),
    REQUEST_TIMEOUT(408, "The request took too long to arrive"),
    TOO_LOW(409, "The amount is too low"),
    NOT_ABOVE_OWN_MAXIMUM(409, "The amount does not raise your own maximum"),
    NOT_OPEN(409, "The auction is not open yet"),
    CLOSED(409, "The auction is closed"),
    CANCELLED(409, "The auction was cancelled"),
    PAUSED(409, "The auction is paused"),
    BLOCKED(403, "This bidder may not bid in this auction"),
    NOT_APPROVED(403, "Only approved bidders may bid in this auction"),
    OVER_LIMIT(403, "The amount is above what this bidder may bid in this auction"),
    HAS_BIDS(409, "The auction has bids"),
    REQUEST_ID_TOO_OLD(409, "The request id is too old"),
    BODY_TOO_LARGE(413, "The body is too large"),
    URI_TOO_LONG(414, "The request line is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body must be JSON"),
    UNSUPPORTED_PICTURE(415, "The body is no picture that is taken"),
    UNACCEPTABLE_VALUE(422, "A value cannot be accepted"),
    WRONG_CURRENCY(422, "The auction is in another currency"),
    REQUEST_ID_REUSED(422, "The request id was used for another bid"),
    UPGRADE_REQUIRED(426, "The resource is a WebSocket"),
    TOO_MANY_BIDS(429, "The account has too many bids"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    INTERNAL_ERROR(500, "The server failed"),
    OVERLOADED(503, "The server has more to do than it can"),
    STORE_UNAVAILABLE(503, "A store cannot be reached"),
    ARENA_NOT_READY(503, "Bids cannot be kept safely now"),
    OUTCOME_UNKNOWN(503, "The outcome of the bid is not known yet");

    static final String NAMESPACE = "urn:gavel:problem:";

    private static final int OURS_FROM = 500;

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    /** Whether it is no fault of the client's. */
    boolean isOurs() {
        return status >= OURS_FROM;
    }

    String title() {
        return title;
    }

    /** As in {@code urn:gavel:problem:too-low}. A URN, since it is a name and nothing that a client should fetch. */
    String uri() {
        return NAMESPACE + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static ProblemType of(Reason reason) {
        return switch (reason) {
            case TOO_LOW -> TOO_LOW;
            case NOT_ABOVE_OWN_MAXIMUM -> NOT_ABOVE_OWN_MAXIMUM;
            case NOT_OPEN -> NOT_OPEN;
            case CLOSED -> CLOSED;
            case CANCELLED -> CANCELLED;
            case OWN_AUCTION -> OWN_AUCTION;
            case PAUSED -> PAUSED;
            case BLOCKED -> BLOCKED;
            case NOT_APPROVED -> NOT_APPROVED;
            case OVER_LIMIT -> OVER_LIMIT;
        };
    }
}
