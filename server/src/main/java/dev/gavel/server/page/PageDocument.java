package dev.gavel.server.page;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The document of a page, such as the room: {@code page.html} around the element {@code <gavel-room>}. */
public final class PageDocument {
    private static final Pattern IMPORT = Pattern.compile("from '\\./([^']+)'");

    private PageDocument() {}

    /**
     * @param page whose script is {@code page-page.js}
     * @param visitors how they say who they are, as attributes of the page's head
     * @param attributes of the page's element
     */
    public static String of(PageFiles files, String page, String visitors, String attributes) {
        return files.text("page.html")
                .replace("{preloads}", preloads(files, page + "-page.js"))
                .replace("{version}", files.version())
                .replace("{page}", page)
                .replace("{visitors}", visitors)
                .replace("{attributes}", attributes);
    }

    private static String preloads(PageFiles files, String script) {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> unread = new ArrayDeque<>(Set.of(script));
        while (!unread.isEmpty()) {
            IMPORT.matcher(files.text(unread.remove()))
                    .results()
                    .map((MatchResult match) -> match.group(1))
                    .filter(found::add)
                    .forEach(unread::add);
        }
        return found.stream()
                .map(name -> "<link rel=\"modulepreload\" href=\"/page/{version}/" + name + "\">")
                .collect(Collectors.joining("\n  "));
    }
}
