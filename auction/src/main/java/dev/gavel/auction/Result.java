package dev.gavel.auction;

import org.jspecify.annotations.Nullable;

/** How an auction ended. */
public sealed interface Result {
    record Sold(AccountId winner, Money price) implements Result {}

    /**
     * @param price where the bidding ended; null if there was no accepted bid
     * @param leader who led below the reserve; null if there was no accepted bid
     */
    record Unsold(@Nullable Money price, @Nullable AccountId leader) implements Result {}

    record Cancelled() implements Result {}
}
