package dev.gavel.server.api;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Terms;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.Bidding;
import dev.gavel.server.listing.Auctions;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes bids from whatever connection they came on. For one event loop. Never blocks it, and waits only for the
 * auction of a first bid to be looked up.
 */
final class BidDesk {
    private final Bidding bidding;
    private final Auctions auctions;
    private final Ledger ledger;
    private final Blocking blocking;
    private final Pricings pricings;

    /** @param loop runs what it is given on this event loop */
    BidDesk(Markets markets, Ledger ledger, Blocking blocking, int pricingsMax, Executor loop) {
        this.bidding = markets.bidding();
        this.auctions = markets.auctions();
        this.ledger = ledger;
        this.blocking = blocking;
        this.pricings = new Pricings(pricingsMax, this::pricing, blocking, loop);
    }

    /** Asked before anything is done for a bid. */
    Answer.@Nullable TooManyBids turnsAway(AccountId bidder) {
        return bidding.turnsAway(bidder);
    }

    /**
     * @param asIf the currency that the bidder takes the auction's to be
     * @param loop runs what it is given on the event loop; the answer comes through it
     * @param failed is told why the bid was not placed; nothing of that is thrown
     */
    void place(
            AuctionId auction,
            Bid bid,
            String asIf,
            long receivedAt,
            Executor loop,
            BiConsumer<Answer, Terms.Pricing> answered,
            Consumer<Throwable> failed) {
        pricings.find(
                auction,
                pricing -> {
                    if (!pricing.currency().getCurrencyCode().equals(asIf)) {
                        failed.accept(new ProblemException(
                                ProblemType.WRONG_CURRENCY,
                                "the auction is in " + pricing.currency().getCurrencyCode()));
                        return;
                    }
                    try {
                        bidding.place(
                                auction,
                                bid,
                                receivedAt,
                                answer -> loop.execute(() -> {
                                    if (answer instanceof Answer.UnknownAuction) {
                                        // It was in the arena once, or its pricing would not be known.
                                        blocking.run(
                                                loop,
                                                () -> gone(auction),
                                                it -> failed.accept(new ProblemException(it)),
                                                failed);
                                    } else {
                                        answered.accept(answer, pricing);
                                    }
                                }));
                    } catch (RuntimeException | Error e) {
                        // Else its trace would not end, and bids that waited with it for the auction would hang.
                        failed.accept(e);
                    }
                },
                failed);
    }

    private Terms.Pricing pricing(AuctionId auction) {
        return auctions.find(auction)
                .map(live -> live.listing().terms().pricing())
                .orElseThrow(() -> new ProblemException(gone(auction)));
    }

    /** The answer for an auction that is not in the arena. Blocks. */
    private Problem gone(AuctionId auction) {
        return ledger.settled(auction)
                .map(_ -> Problem.of(ProblemType.CLOSED, "the auction is closed and settled"))
                .orElseGet(() -> Call.unknownAuction().problem());
    }
}
