package dev.gavel.server.api;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Terms;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.listing.Auctions;
import dev.gavel.server.listing.Listing;
import dev.gavel.server.listing.Live;
import java.time.Instant;

/** Lists, shows and cancels auctions. Blocks. */
final class AuctionsHandler {
    private final Auctions auctions;
    private final Ledger ledger;
    private final ArenaClock clock;

    AuctionsHandler(Markets markets, Ledger ledger) {
        this.auctions = markets.auctions();
        this.ledger = ledger;
        this.clock = markets.clock();
    }

    Reply create(Call call) {
        NewAuction body = Json.read(call.body(), NewAuction.class);
        Terms terms = body.parsedTerms(call.caller().account(), now());
        Listing listing = auctions.list(terms, body.parsedTitle(), body.parsedDescription());
        var opened = new Live(listing, Standing.beforeFirstBid(terms));
        return Reply.created(Views.auction(opened, now()), "/v1/auctions/" + listing.id());
    }

    Reply find(Call call) {
        AuctionId id = call.auction();
        return auctions.find(id)
                .map(live -> Views.auction(live, now()))
                .or(() -> ledger.settled(id).map(Views::auction))
                .map(Reply::ok)
                .orElseThrow(Call::unknownAuction);
    }

    Reply cancel(Call call) {
        AccountId seller = call.caller().account();
        return switch (auctions.cancel(call.auction(), seller)) {
            case CANCELLED, ALREADY_CANCELLED -> Reply.noContent();
            case UNKNOWN_AUCTION -> throw new ProblemException(gone(call.auction()));
            case NOT_THE_SELLER ->
                throw new ProblemException(ProblemType.FORBIDDEN, "only its seller can cancel an auction");
            case HAS_BIDS ->
                throw new ProblemException(
                        ProblemType.HAS_BIDS, "a bid was accepted, and bidders rely on the auction now");
            case CLOSED -> throw new ProblemException(ProblemType.CLOSED, "the auction is closed");
        };
    }

    private Problem gone(AuctionId auction) {
        return ledger.settled(auction)
                .map(_ -> Problem.of(ProblemType.CLOSED, "the auction is closed and settled"))
                .orElseGet(() -> Call.unknownAuction().problem());
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.now());
    }
}
