package dev.gavel.rush.rival;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Terms;

/** An auction as the rival keeps it in memory: its terms never change, so only its standing is read for each bid. */
record RivalAuction(AuctionId id, Terms terms) {
    RivalAuction {
        if (terms.pricing().steps().bands().size() != 1
                || terms.pricing().reserve() != null
                || terms.schedule().softClose() != null) {
            throw new IllegalArgumentException("the rival knows flat steps, no reserve and no soft close");
        }
    }
}
