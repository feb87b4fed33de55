package dev.gavel.server.listing;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What somebody looks for.
 *
 * @param words that all stand somewhere in a title, also within other words: Korean puts its particles behind them
 * @param category null for any
 */
public record Search(List<String> words, @Nullable String category) {
    /** Beyond it the rest is not looked at; who writes so many finds nothing anyway. */
    private static final int WORDS_MAX = 8;

    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** @param text as it was typed; null for any title */
    public static Search of(@Nullable String text, @Nullable String category) {
        List<String> words = text == null
                ? List.of()
                : Stream.of(SPACE.split(normal(text), -1))
                        .filter(word -> !word.isEmpty())
                        .limit(WORDS_MAX)
                        .toList();
        return new Search(words, category);
    }

    public boolean isForAll() {
        return words.isEmpty() && category == null;
    }

    public boolean finds(Presentation shown) {
        return finds(normal(shown.title()), shown.category());
    }

    boolean finds(String normalTitle, @Nullable String itsCategory) {
        if (category != null && !category.equals(itsCategory)) {
            return false;
        }
        for (String word : words) {
            if (!normalTitle.contains(word)) {
                return false;
            }
        }
        return true;
    }

    /** Some keyboards send Hangul in parts, and capital letters mean nothing here. */
    static String normal(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
