package dev.gavel.server.api;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.server.feed.Feed;
import dev.gavel.server.feed.SeenBid;
import dev.gavel.server.identity.Caller;
import dev.gavel.server.listing.Auctions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accepted bids of an auction, and of a bidder.
 *
 * <p>The newest page of a live auction is what everybody opens at its close, so it comes from this node's memory; the
 * ledger, which is some 200 ms behind, has what is older. Together they have every bid once.
 */
final class HistoryHandler implements Route.Endpoint {
    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 200;

    private final Feed feed;
    private final Ledger ledger;
    private final Auctions auctions;
    private final Blocking blocking;

    HistoryHandler(Feed feed, Ledger ledger, Markets markets, Blocking blocking) {
        this.feed = feed;
        this.ledger = ledger;
        this.auctions = markets.auctions();
        this.blocking = blocking;
    }

    /** The history of an auction. */
    @Override
    public void handle(Call call) {
        AuctionId auction = call.auction();
        long before = before(call.query("before"));
        int limit = call.query("limit", LIMIT_DEFAULT, LIMIT_MAX);
        AccountId asker = call.maybeCaller().map(Caller::account).orElse(null);
        Feed.Newest newest = feed.newestBids(auction, before, limit).orElseGet(() -> new Feed.Newest(List.of(), false));
        if (newest.complete() || newest.bids().size() == limit) {
            call.reply(page(newest.bids(), limit, asker));
        } else {
            blocking.run(call, () -> page(continued(auction, newest.bids(), before, limit), limit, asker), call::reply);
        }
    }

    /** The caller's own bids in all auctions. Blocks. */
    Reply own(Call call) {
        var page = ledger.bidsOf(
                call.caller().account(), call.query("cursor"), call.query("limit", LIMIT_DEFAULT, LIMIT_MAX));
        return Reply.ok(
                new Views.OwnBids(page.items().stream().map(Views::ownBid).toList(), page.next()));
    }

    private List<SeenBid> continued(AuctionId auction, List<SeenBid> newest, long before, int limit) {
        long below = newest.isEmpty() ? before : newest.getLast().sequence();
        var bids = new ArrayList<>(newest);
        bids.addAll(ledger.history(auction, below, limit - newest.size()));
        if (bids.isEmpty()
                && auctions.find(auction).isEmpty()
                && ledger.settled(auction).isEmpty()) {
            throw Call.unknownAuction();
        }
        return bids;
    }

    private static Reply page(List<SeenBid> bids, int limit, @Nullable AccountId asker) {
        Long next = bids.size() == limit ? bids.getLast().sequence() : null;
        return Reply.ok(new Views.History(
                bids.stream()
                        .map(bid -> Views.publicBid(bid, bid.bidder().equals(asker)))
                        .toList(),
                next));
    }

    private static long before(@Nullable String text) {
        if (text == null) {
            return Long.MAX_VALUE;
        }
        try {
            long before = Long.parseLong(text);
            if (before > 0) {
                return before;
            }
        } catch (NumberFormatException e) {
            // Answered below, as any other value that is none.
        }
        throw Json.malformed("before is a sequence above 0");
    }
}
