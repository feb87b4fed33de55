package dev.gavel.server.api;

import dev.gavel.server.listing.Presentation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body that changes what is shown of an auction: what is left out stays as it was. */
record ChangedAuction(
        @Nullable String title,
        @Nullable String description,
        @Nullable String category,
        @Nullable List<@Nullable String> pictures) {

    /** Checked before anything is changed. */
    record Parsed(
            @Nullable String title,
            @Nullable String description,
            @Nullable String category,
            @Nullable List<String> pictures) {
        Presentation over(Presentation before) {
            return new Presentation(
                    title == null ? before.title() : title,
                    description == null ? before.description() : description,
                    category == null ? before.category() : category,
                    pictures == null ? before.pictures() : pictures);
        }
    }

    Parsed parsed(Shown shown) {
        return new Parsed(
                title == null ? null : Shown.title(title),
                description == null ? null : Shown.description(description),
                shown.category(category),
                pictures == null ? null : shown.pictures(pictures));
    }
}
