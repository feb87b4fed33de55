package dev.gavel.server.listing;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * What kind of thing is sold.
 *
 * @param key stays as it is, since auctions have it: small letters, digits and hyphens, at most 40
 * @param names by language, as in {@code en}
 */
public record Category(String key, Map<String, String> names) {
    private static final Pattern KEY = Pattern.compile("[a-z0-9-]{1,40}");

    public Category {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "the key of a category has small letters, digits and hyphens, at most 40, unlike '" + key + "'");
        }
        names = Map.copyOf(names);
    }
}
