package dev.gavel.server.api;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Terms;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.Bidding;
import dev.gavel.server.listing.Auctions;
import dev.gavel.server.monitoring.Metrics;
import java.util.List;
import java.util.Optional;

/** Takes bids. Never blocks, but for the first bid on an auction that this event loop has not seen. */
final class BidsHandler implements Route.Endpoint {
    private final Bidding bidding;
    private final Auctions auctions;
    private final Ledger ledger;
    private final Blocking blocking;
    private final PricingCache pricings;
    private final BidReplies replies;

    BidsHandler(Markets markets, Ledger ledger, Blocking blocking, PricingCache pricings, Metrics metrics) {
        this.bidding = markets.bidding();
        this.auctions = markets.auctions();
        this.ledger = ledger;
        this.blocking = blocking;
        this.pricings = pricings;
        this.replies = new BidReplies(metrics);
    }

    @Override
    public void handle(Call call) {
        Answer.TooManyBids tooMany = bidding.turnsAway(call.caller().account());
        if (tooMany != null) {
            call.reply(replies.tooMany(tooMany));
            return;
        }
        AuctionId auction = call.auction();
        RequestId requestId = requestId(call);
        BidBody body = BidBody.parse(call.body());
        var bid = new Bid(call.caller().account(), body.amount(), requestId);
        Terms.Pricing pricing = pricings.get(auction);
        if (pricing != null) {
            place(call, auction, pricing, bid, body.currency());
        } else {
            blocking.run(call, () -> pricing(auction), found -> {
                pricings.put(auction, found);
                place(call, auction, found, bid, body.currency());
            });
        }
    }

    private void place(Call call, AuctionId auction, Terms.Pricing pricing, Bid bid, String currency) {
        if (!pricing.currency().getCurrencyCode().equals(currency)) {
            throw new ProblemException(
                    ProblemType.WRONG_CURRENCY,
                    "the auction is in " + pricing.currency().getCurrencyCode());
        }
        bidding.place(auction, bid, call.receivedAt(), answer -> call.onLoop(() -> answer(call, pricing, answer)));
    }

    private void answer(Call call, Terms.Pricing pricing, Answer answer) {
        if (answer instanceof Answer.UnknownAuction) {
            // It was in the arena once, or its pricing would not be known.
            blocking.run(call, () -> gone(call.auction()), call::reply);
        } else {
            call.reply(replies.reply(answer, pricing, call.path()));
        }
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

    private static RequestId requestId(Call call) {
        List<String> keys = call.request().headers().getAll("idempotency-key");
        return Optional.of(keys)
                .filter(all -> all.size() == 1)
                .map(List::getFirst)
                .flatMap(BidsHandler::parsed)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.IDEMPOTENCY_KEY_REQUIRED,
                        "send one Idempotency-Key header with a UUID version 7 (RFC 9562) made for this bid, and the same"
                                + " again with each retry of it"));
    }

    /** The header is a string in quotes by its draft standard; most clients send it bare. */
    private static Optional<RequestId> parsed(String key) {
        boolean quoted = key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"");
        try {
            return Optional.of(RequestId.parse(quoted ? key.substring(1, key.length() - 1) : key));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
