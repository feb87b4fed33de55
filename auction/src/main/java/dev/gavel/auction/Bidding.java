package dev.gavel.auction;

/** How an amount becomes a price. */
public enum Bidding {
    /** The amount is a hidden maximum; the price is the second best maximum plus a step. */
    PROXY,
    /** The amount is the price. */
    PLAIN
}
