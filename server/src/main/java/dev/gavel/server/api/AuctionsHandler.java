package dev.gavel.server.api;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Terms;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.listing.Auctions;
import dev.gavel.server.listing.Editing;
import dev.gavel.server.listing.Listing;
import dev.gavel.server.listing.Live;
import java.time.Duration;
import java.time.Instant;

/** Lists, shows and edits auctions. Blocks. */
final class AuctionsHandler {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Auctions auctions;
    private final Ledger ledger;
    private final ArenaClock clock;
    private final Shown shown;

    AuctionsHandler(Markets markets, Ledger ledger, Shown shown) {
        this.shown = shown;
        this.auctions = markets.auctions();
        this.ledger = ledger;
        this.clock = markets.clock();
    }

    Reply create(Call call) {
        NewAuction body = Json.read(call.body(), NewAuction.class);
        Terms terms = body.parsedTerms(call.caller().account(), now());
        Listing listing = auctions.list(terms, body.parsedPresentation(shown));
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

    Reply edit(Call call) {
        ChangedAuction.Parsed change =
                Json.read(call.body(), ChangedAuction.class).parsed(shown);
        return switch (auctions.edit(call.auction(), call.caller().account(), change::over)) {
            case Editing.Edited edited -> Reply.ok(Views.auction(edited.live(), now()));
            case Editing.Refused refused -> throw new ProblemException(refusal(refused.why(), call.auction()));
        };
    }

    private Problem refusal(Editing.Refusal why, AuctionId auction) {
        return switch (why) {
            case UNKNOWN_AUCTION -> ledger.whyGone(auction);
            case NOT_THE_SELLER -> Problem.of(ProblemType.FORBIDDEN, "only its seller can change an auction");
            case HAS_BIDS ->
                Problem.of(ProblemType.HAS_BIDS, "a bid was accepted, and bidders rely on what they have seen");
            case CANCELLED -> Problem.of(ProblemType.CANCELLED, "the auction was cancelled");
            case CLOSED -> Problem.of(ProblemType.CLOSED, "the auction is closed");
            case CHANGED ->
                Problem.of(ProblemType.OVERLOADED, "it is being changed elsewhere; nothing was done")
                        .retryAfter(RETRY_AFTER);
        };
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.now());
    }
}
