package dev.gavel.server.listing;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Terms;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The part of a listing that the arena keeps without reading it; JSON. What a server of an earlier version wrote has
 * neither category nor pictures nor edits.
 */
public record ListingText(
        String title,
        String description,
        @Nullable String category,
        @Nullable List<String> pictures,
        @Nullable Integer edits,
        long listedAt) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static byte[] encode(Listing listing) {
        Presentation shown = listing.shown();
        return JSON.writeValueAsBytes(new ListingText(
                shown.title(),
                shown.description(),
                shown.category(),
                shown.pictures(),
                listing.edits(),
                listing.listedAt().toEpochMilli()));
    }

    static ListingText decode(byte[] json) {
        return JSON.readValue(json, ListingText.class);
    }

    Presentation shown() {
        return new Presentation(title, description, category, pictures == null ? List.of() : pictures);
    }

    Listing of(AuctionId id, Terms terms) {
        return new Listing(id, terms, shown(), edits == null ? 0 : edits, Instant.ofEpochMilli(listedAt));
    }
}
