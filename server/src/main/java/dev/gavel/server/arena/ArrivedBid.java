package dev.gavel.server.arena;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;

/**
 * A bid on its way into the arena.
 *
 * @param receivedAt milliseconds since 1970 in arena time, or {@link ArenaClock#UNSTAMPED}
 */
public record ArrivedBid(AuctionId auction, Bid bid, long receivedAt) {}
