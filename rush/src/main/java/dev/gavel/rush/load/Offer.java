package dev.gavel.rush.load;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.RequestId;

/**
 * A bid as it is sent.
 *
 * @param token the bidder's, for the Authorization header
 */
record Offer(AuctionId auction, String token, long amount, RequestId requestId) {
    /** Without the token. */
    @Override
    public String toString() {
        return "Offer[auction=" + auction + ", requestId=" + requestId + "]";
    }
}
