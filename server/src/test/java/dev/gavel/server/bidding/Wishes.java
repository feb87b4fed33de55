package dev.gavel.server.bidding;

import dev.gavel.auction.Decision;
import dev.gavel.auction.Permit;
import dev.gavel.auction.random.RandomAuction;
import dev.gavel.server.listing.Wish;

/** What the auctioneer's book and the random auctions want done, as the arena is asked for it. */
public final class Wishes {
    private Wishes() {}

    public static Wish of(Decision.Intervention wish) {
        boolean operator = !wish.by().equals(RandomAuction.SELLER);
        return switch (wish) {
            case Decision.Paused it -> new Wish.Pause(it.by(), it.reason());
            case Decision.Resumed it -> new Wish.Resume(it.by(), it.reason());
            case Decision.Cancelled it -> new Wish.Cancel(it.by(), operator, it.reason());
            case Decision.Permitted it ->
                it.permit().equals(Permit.ASKED)
                        ? new Wish.Ask(it.bidder())
                        : new Wish.Say(it.by(), operator, it.reason(), it.bidder(), it.permit());
        };
    }
}
