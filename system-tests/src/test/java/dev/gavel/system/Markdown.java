package dev.gavel.system;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Markdown text links to, can be linked to at, and shows as code. */
record Markdown(List<String> links, Set<String> anchors, List<String> codeBlocks) {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(\\s*([^)\\s]+)\\s*\\)");
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`]*`");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?) *#*");

    static Markdown parse(String text) {
        List<String> blocks = new ArrayList<>();
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        StringBuilder prose = new StringBuilder();
        StringBuilder block = null;
        for (String line : text.lines().toList()) {
            if (line.startsWith("```")) {
                if (block != null) {
                    blocks.add(block.toString());
                    block = null;
                } else {
                    block = new StringBuilder();
                }
            } else if (block != null) {
                block.append(line).append('\n');
            } else {
                prose.append(line).append('\n');
                Matcher heading = HEADING.matcher(line);
                if (heading.matches()) {
                    String slug = slug(heading.group(1));
                    int before = seen.merge(slug, 1, Integer::sum) - 1;
                    anchors.add(before == 0 ? slug : slug + "-" + before);
                }
            }
        }
        List<String> links = new ArrayList<>();
        Matcher link = LINK.matcher(INLINE_CODE.matcher(prose).replaceAll("code"));
        while (link.find()) {
            links.add(link.group(1));
        }
        return new Markdown(links, anchors, blocks);
    }

    /** As GitHub makes an anchor of a heading. */
    private static String slug(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
                .replaceAll("\\s", "-");
    }
}
