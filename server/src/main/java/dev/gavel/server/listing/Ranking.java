package dev.gavel.server.listing;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who stands where, by visible amount; of equal amounts the earlier first.
 *
 * @param top the first ranks in order
 * @param mine the asker's own rank; null if they have not bid
 * @param bidders how many bidders are ranked in all
 */
public record Ranking(List<Rank> top, @Nullable Rank mine, long bidders) {
    /**
     * @param rank from 1
     * @param amount the leader's is the price, never the hidden maximum; another's is the maximum that was outbid
     */
    public record Rank(long rank, AccountId bidder, Money amount) {}
}
