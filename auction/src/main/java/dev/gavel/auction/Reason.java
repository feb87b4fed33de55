package dev.gavel.auction;

/** Why a bid is refused. The list is closed: every side switches over it without a default. */
public enum Reason {
    /** The first bid is below the opening price, or a later one below price plus step. */
    TOO_LOW,
    /** The leader's bid does not raise the own maximum (PROXY). */
    NOT_ABOVE_OWN_MAXIMUM,
    /** Received before the auction opens. */
    NOT_OPEN,
    /** Received at or after the close, or reached the arena after the close had been decided. */
    CLOSED,
    /** The seller or an operator has cancelled the auction. */
    CANCELLED,
    /** The seller bids in the own auction. */
    OWN_AUCTION,
    /** An operator has stopped the auction for a while. */
    PAUSED,
    /** The seller or an operator does not let this bidder bid. */
    BLOCKED,
    /** Only approved bidders may bid, and this one is not. */
    NOT_APPROVED,
    /** Above what this bidder may bid in this auction. */
    OVER_LIMIT
}
