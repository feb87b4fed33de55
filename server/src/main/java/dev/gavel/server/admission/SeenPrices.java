package dev.gavel.server.admission;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where auctions stood after the last accepted bid that this node has seen. One thread writes, any thread reads. */
final class SeenPrices {
    private static final float LOAD_FACTOR = 0.75f;

    private final ConcurrentHashMap<AuctionId, Seen> seen = new ConcurrentHashMap<>();
    /** The same auctions, the one bid on least recently first; only the writer's. */
    private final Map<AuctionId, Seen> byUse;

    /** @param max beyond it, the auction bid on least recently is forgotten */
    SeenPrices(int max) {
        this.byUse = new LinkedHashMap<>(16, LOAD_FACTOR, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<AuctionId, Seen> eldest) {
                boolean full = size() > max;
                if (full) {
                    seen.remove(eldest.getKey());
                }
                return full;
            }
        };
    }

    record Seen(Money price, AccountId leader) {}

    @Nullable
    Seen get(AuctionId auction) {
        return seen.get(auction);
    }

    void put(AuctionId auction, Money price, AccountId leader) {
        var now = new Seen(price, leader);
        seen.put(auction, now);
        byUse.put(auction, now);
    }

    void remove(AuctionId auction) {
        seen.remove(auction);
        byUse.remove(auction);
    }

    void clear() {
        seen.clear();
        byUse.clear();
    }

    int size() {
        return seen.size();
    }
}
