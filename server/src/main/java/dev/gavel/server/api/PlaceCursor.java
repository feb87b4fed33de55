package dev.gavel.server.api;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.listing.Auctions.Place;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/** A place in the order of closing as a cursor: encoded, so that clients do not build on what it holds. */
final class PlaceCursor {
    private PlaceCursor() {}

    static String format(Place place) {
        String text = place.closesAt().toEpochMilli() + ":" + place.auction();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    static Place parse(String cursor) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            int colon = text.indexOf(':');
            if (colon > 0) {
                return new Place(
                        Instant.ofEpochMilli(Long.parseLong(text.substring(0, colon))),
                        AuctionId.parse(text.substring(colon + 1)));
            }
        } catch (IllegalArgumentException e) {
            // Neither base 64, nor a number, nor an id: answered below.
        }
        throw Json.malformed("cursor is not one that this server gave out for this list");
    }
}
