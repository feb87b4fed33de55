package dev.gavel.rush.history;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.RequestId;

/**
 * A bid that was sent and what came back.
 *
 * @param intendedNanos when it was to be sent, as the other times since the beginning of the run by one monotonic clock
 * @param sentNanos when it was
 * @param toldNanos when the answer, or its absence, was known
 */
public record Exchange(
        AuctionId auction,
        AccountId bidder,
        boolean bot,
        long amount,
        RequestId requestId,
        long intendedNanos,
        long sentNanos,
        long toldNanos,
        Told told) {}
