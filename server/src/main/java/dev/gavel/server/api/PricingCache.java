package dev.gavel.server.api;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Terms;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Currency and steps of the auctions bid on lately. They never change. For one event loop, so it has no lock. */
final class PricingCache {
    private static final float LOAD_FACTOR = 0.75f;

    private final Map<AuctionId, Terms.Pricing> byUse;

    PricingCache(int max) {
        this.byUse = new LinkedHashMap<>(16, LOAD_FACTOR, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<AuctionId, Terms.Pricing> eldest) {
                return size() > max;
            }
        };
    }

    Terms.@Nullable Pricing get(AuctionId auction) {
        return byUse.get(auction);
    }

    void put(AuctionId auction, Terms.Pricing pricing) {
        byUse.put(auction, pricing);
    }
}
