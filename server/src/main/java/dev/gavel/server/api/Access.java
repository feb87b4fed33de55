package dev.gavel.server.api;

import dev.gavel.server.identity.Caller;
import dev.gavel.server.identity.Role;

/** Who may use a route. */
enum Access {
    /** Everybody; a token is not looked at. */
    EVERYBODY,
    /** Everybody; whoever sends a token learns more, and must send a valid one. */
    EVERYBODY_AND_CALLERS,
    BIDDERS,
    SELLERS;

    boolean looksAtTokens() {
        return this != EVERYBODY;
    }

    boolean needsToken() {
        return switch (this) {
            case EVERYBODY, EVERYBODY_AND_CALLERS -> false;
            case BIDDERS, SELLERS -> true;
        };
    }

    boolean admits(Caller caller) {
        return switch (this) {
            case EVERYBODY, EVERYBODY_AND_CALLERS -> true;
            case BIDDERS -> caller.is(Role.BIDDER);
            case SELLERS -> caller.is(Role.SELLER);
        };
    }

    /** For a caller that it does not admit. */
    Problem refusal() {
        return Problem.of(
                ProblemType.FORBIDDEN, this == BIDDERS ? "this needs the role bidder" : "this needs the role seller");
    }
}
