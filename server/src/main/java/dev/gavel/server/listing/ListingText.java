package dev.gavel.server.listing;

import tools.jackson.databind.json.JsonMapper;

/** The part of a listing that the arena keeps without reading it; JSON. */
public record ListingText(String title, String description, long listedAt) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static byte[] encode(Listing listing) {
        return JSON.writeValueAsBytes(new ListingText(
                listing.title(), listing.description(), listing.listedAt().toEpochMilli()));
    }

    static ListingText decode(byte[] json) {
        return JSON.readValue(json, ListingText.class);
    }
}
