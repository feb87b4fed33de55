package dev.gavel.server.api;

import dev.gavel.server.identity.Caller;
import dev.gavel.server.listing.Auctions;

/** Who stands where. Reads the arena only; blocks for a round trip. */
final class RankingHandler {
    private static final int TOP_DEFAULT = 10;
    private static final int TOP_MAX = 100;

    private final Auctions auctions;

    RankingHandler(Markets markets) {
        this.auctions = markets.auctions();
    }

    Reply ranking(Call call) {
        int top = call.query("top", TOP_DEFAULT, TOP_MAX);
        return auctions.ranking(
                        call.auction(),
                        top,
                        call.maybeCaller().map(Caller::account).orElse(null))
                .map(ranking -> Reply.ok(Views.ranks(ranking)))
                .orElseThrow(Call::unknownAuction);
    }
}
