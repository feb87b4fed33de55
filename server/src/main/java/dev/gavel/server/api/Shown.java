package dev.gavel.server.api;

import dev.gavel.server.listing.Categories;
import dev.gavel.server.listing.Presentation;
import dev.gavel.server.pictures.Pictures;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what a seller wants to be shown against the categories and pictures that there are. Blocks. */
record Shown(Categories categories, Pictures kept) {
    static String title(String text) {
        String line = Text.line("title", text, Presentation.TITLE_LENGTH_MAX);
        if (line.isBlank()) {
            throw refused("title is blank");
        }
        return line;
    }

    static String description(String text) {
        return Text.paragraphs("description", text, Presentation.DESCRIPTION_LENGTH_MAX);
    }

    @Nullable
    String category(@Nullable String key) {
        if (key != null && !categories.has(key)) {
            throw refused("no category has this key; GET /v1/categories lists them");
        }
        return key;
    }

    List<String> pictures(List<@Nullable String> ids) {
        if (ids.size() > Presentation.PICTURES_MAX) {
            throw refused("an auction has at most " + Presentation.PICTURES_MAX + " pictures");
        }
        Set<String> all = new LinkedHashSet<>();
        for (String id : ids) {
            if (id == null || !kept.has(id)) {
                throw refused("no picture has the id of pictures[" + all.size() + "]; POST /v1/pictures gives it one");
            }
            if (!all.add(id)) {
                throw refused("pictures[" + all.size() + "] is there before");
            }
        }
        return List.copyOf(all);
    }

    private static ProblemException refused(String detail) {
        return new ProblemException(ProblemType.UNACCEPTABLE_VALUE, detail);
    }
}
