package dev.gavel.server.listing;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Those that an auction can have, in the order in which they are shown. */
public record Categories(List<Category> all) {
    private static final int COUNT_MAX = 100;

    /** Of a house for art and old things; a platform names its own. */
    public static final List<Category> DEFAULT = List.of(
            category("ceramics", "Ceramics", "도자기"),
            category("paintings", "Paintings and prints", "회화·판화"),
            category("furniture", "Furniture", "가구"),
            category("instruments", "Instruments", "악기"),
            category("books", "Books and maps", "고서·지도"),
            category("jewellery", "Jewellery and watches", "보석·시계"),
            category("design", "Design and technology", "디자인·기계"),
            category("textiles", "Textiles and fashion", "직물·의상"),
            category("other", "Other things", "기타"));

    public Categories {
        all = List.copyOf(all);
        if (all.size() > COUNT_MAX) {
            throw new IllegalArgumentException("there are at most " + COUNT_MAX + " categories, not " + all.size());
        }
        Set<String> keys = new HashSet<>();
        all.forEach(each -> {
            if (!keys.add(each.key())) {
                throw new IllegalArgumentException("two categories have the key " + each.key());
            }
        });
    }

    public boolean has(String key) {
        return all.stream().anyMatch(category -> category.key().equals(key));
    }

    private static Category category(String key, String english, String korean) {
        return new Category(key, Map.of("en", english, "ko", korean));
    }
}
