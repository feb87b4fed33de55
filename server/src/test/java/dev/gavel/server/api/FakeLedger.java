package dev.gavel.server.api;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.server.feed.SeenBid;
import dev.gavel.server.listing.Listing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A ledger in memory that a test fills by hand. */
final class FakeLedger implements Ledger {
    final Map<AuctionId, Settled> settled = new HashMap<>();
    final Map<AuctionId, List<SeenBid>> bids = new HashMap<>();
    final List<Listing> listings = new ArrayList<>();
    final AtomicInteger historyReads = new AtomicInteger();

    @Override
    public synchronized Optional<Settled> settled(AuctionId auction) {
        return Optional.ofNullable(settled.get(auction));
    }

    @Override
    public synchronized List<SeenBid> history(AuctionId auction, long beforeSequence, int limit) {
        historyReads.incrementAndGet();
        return bids.getOrDefault(auction, List.of()).stream()
                .filter(bid -> bid.sequence() < beforeSequence)
                .sorted(Comparator.comparingLong(SeenBid::sequence).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Page<OwnBid> bidsOf(AccountId bidder, @Nullable String cursor, int limit) {
        int from = offset(cursor);
        List<OwnBid> all = bids.entrySet().stream()
                .flatMap(it -> it.getValue().stream()
                        .filter(bid -> bid.bidder().equals(bidder))
                        .map(bid -> new OwnBid(it.getKey(), bid)))
                .toList();
        return page(all, from, limit);
    }

    @Override
    public synchronized Page<Listing> bySeller(AccountId seller, @Nullable String cursor, int limit) {
        int from = offset(cursor);
        return page(
                listings.stream()
                        .filter(it -> it.terms().seller().equals(seller))
                        .toList(),
                from,
                limit);
    }

    private static <T> Page<T> page(List<T> all, int from, int limit) {
        int to = Math.min(all.size(), from + limit);
        return new Page<>(all.subList(Math.min(from, to), to), to < all.size() ? Integer.toString(to) : null);
    }

    private static int offset(@Nullable String cursor) {
        try {
            return cursor == null ? 0 : Integer.parseInt(cursor);
        } catch (NumberFormatException e) {
            throw new BadCursorException(e);
        }
    }
}
