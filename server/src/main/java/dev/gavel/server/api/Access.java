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
    SELLERS,
    OPERATORS,
    SELLERS_AND_OPERATORS;

    boolean looksAtTokens() {
        return this != EVERYBODY;
    }

    boolean needsToken() {
        return switch (this) {
            case EVERYBODY, EVERYBODY_AND_CALLERS -> false;
            case BIDDERS, SELLERS, OPERATORS, SELLERS_AND_OPERATORS -> true;
        };
    }

    boolean admits(Caller caller) {
        return switch (this) {
            case EVERYBODY, EVERYBODY_AND_CALLERS -> true;
            case BIDDERS -> caller.is(Role.BIDDER);
            case SELLERS -> caller.is(Role.SELLER);
            case OPERATORS -> caller.is(Role.OPERATOR);
            case SELLERS_AND_OPERATORS -> caller.is(Role.SELLER) || caller.is(Role.OPERATOR);
        };
    }

    /** For a caller that it does not admit. */
    Problem refusal() {
        return Problem.of(ProblemType.FORBIDDEN, "this needs the role " + roles());
    }

    private String roles() {
        return switch (this) {
            case EVERYBODY, EVERYBODY_AND_CALLERS -> throw new IllegalStateException(this + " admits everybody");
            case BIDDERS -> "bidder";
            case SELLERS -> "seller";
            case OPERATORS -> "operator";
            case SELLERS_AND_OPERATORS -> "seller or operator";
        };
    }
}
