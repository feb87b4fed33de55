package dev.gavel.rush.load;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.RequestId;

/**
 * A bid as it is sent.
 *
 * @param number of the bid in the plan
 * @param account the bidder's or bot's number
 */
record Offer(int number, int account, AuctionId auction, AccountId bidder, long amount, RequestId requestId) {}
