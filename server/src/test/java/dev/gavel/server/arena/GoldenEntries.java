package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.shards.Bucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a bid log written out as text:
 *
 * <pre>
 * entry 2-0             its id in the stream
 * o  4c4f # comment     a field and its bytes in hex; spaces and what follows # do not count
 *    74                 more of the same field
 * </pre>
 */
record GoldenEntries(List<Entry> entries) {
    /** The worked example of the documentation: what stands in its blocks marked {@code hex}. */
    private static final Path DOCUMENT = Path.of("docs", "protocol", "bid-log.md");

    private static final Pattern HEX_BLOCK =
            Pattern.compile("^```hex\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    record Entry(String id, Map<Character, byte[]> fields) {
        LogEntry decode(Bucket bucket) {
            return BidLogCodec.decode(bucket, Long.parseLong(id, 0, id.indexOf('-'), 10), fields);
        }

        /** As the files have it, without comments. */
        String text() {
            var text = new StringBuilder("entry " + id);
            fields.forEach((name, value) -> text.append('\n')
                    .append(name)
                    .append(' ')
                    .append(HexFormat.of().formatHex(value)));
            return text.toString();
        }
    }

    static GoldenEntries ofResource(String name) {
        try (var file = GoldenEntries.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("no golden file " + name);
            }
            return parse(new String(file.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("reading the golden file " + name, e);
        }
    }

    static GoldenEntries ofDocument() {
        try {
            Matcher block = HEX_BLOCK.matcher(Files.readString(root().resolve(DOCUMENT)));
            var text = new StringBuilder();
            while (block.find()) {
                text.append(block.group(1));
            }
            return parse(text.toString());
        } catch (IOException e) {
            throw new IllegalStateException("reading " + DOCUMENT, e);
        }
    }

    List<String> texts() {
        return entries.stream().map(Entry::text).toList();
    }

    private static GoldenEntries parse(String text) {
        List<Entry> entries = new ArrayList<>();
        Map<Character, StringBuilder> digits = new TreeMap<>();
        String id = null;
        StringBuilder field = new StringBuilder();
        for (String line : text.lines().toList()) {
            String content = line.replaceFirst("#.*", "").stripTrailing();
            if (content.startsWith("entry ")) {
                add(entries, id, digits);
                id = content.substring("entry ".length()).strip();
                digits.clear();
            } else if (!content.isEmpty()) {
                if (!content.startsWith(" ")) {
                    field = digits.computeIfAbsent(content.charAt(0), _ -> new StringBuilder());
                }
                field.append(content.substring(1).replace(" ", ""));
            }
        }
        add(entries, id, digits);
        return new GoldenEntries(entries);
    }

    private static void add(List<Entry> entries, @Nullable String id, Map<Character, StringBuilder> digits) {
        if (id != null) {
            Map<Character, byte[]> fields = new TreeMap<>();
            digits.forEach((name, hex) -> fields.put(name, HexFormat.of().parseHex(hex)));
            entries.add(new Entry(id, fields));
        }
    }

    private static Path root() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isExecutable(at.resolve("gavel"))) {
                return at;
            }
        }
        throw new IllegalStateException("no directory above " + Path.of("").toAbsolutePath() + " has the script gavel");
    }
}
