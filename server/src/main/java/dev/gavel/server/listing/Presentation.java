package dev.gavel.server.listing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a seller says and shows of an auction. Decides nothing: what does is in its terms.
 *
 * @param title 1 to {@link #TITLE_LENGTH_MAX} characters
 * @param description at most {@link #DESCRIPTION_LENGTH_MAX} characters
 * @param category a key of {@link Categories}; null for none
 * @param pictures ids, at most {@link #PICTURES_MAX}, the one that stands for all first
 */
public record Presentation(
        String title, String description, @Nullable String category, List<String> pictures) {
    public static final int TITLE_LENGTH_MAX = 200;
    public static final int DESCRIPTION_LENGTH_MAX = 10_000;
    public static final int PICTURES_MAX = 8;

    public Presentation {
        pictures = List.copyOf(pictures);
    }

    /** Words alone. */
    public static Presentation of(String title, String description) {
        return new Presentation(title, description, null, List.of());
    }
}
