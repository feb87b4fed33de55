package dev.gavel.server.api;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Terms;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.listing.Auctions;
import dev.gavel.server.listing.Listing;
import dev.gavel.server.listing.Live;
import java.time.Instant;

/** Lists and shows auctions. Blocks. */
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

    private Instant now() {
        return Instant.ofEpochMilli(clock.now());
    }
}
