package dev.gavel.rush.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.rush.history.Told;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What is of interest in an update. Its JSON is searched, not parsed: no name in it occurs twice at the front.
 *
 * @param at the arena's time, in milliseconds since 1970
 */
record Update(long sequence, String state, long price, long at) {
    static Update of(ByteBuffer payload) {
        String text = UTF_8.decode(payload.duplicate()).toString();
        // The result, which also has a price, stands behind the close.
        int price = text.indexOf("\"price\":");
        boolean priced = price >= 0 && price < text.indexOf("\"closesAt\":");
        return new Update(
                Long.parseLong(after(text, "\"sequence\":", ",")),
                after(text, "\"state\":\"", "\""),
                priced ? Long.parseLong(after(text, "\"price\":", ",")) : Told.NO_PRICE,
                Instant.parse(after(text, "\"at\":\"", "\"")).toEpochMilli());
    }

    private static String after(String text, String name, String end) {
        int at = text.indexOf(name);
        if (at < 0) {
            throw new IllegalArgumentException("an update without " + name + " " + text);
        }
        int from = at + name.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
