package dev.gavel.server.api;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/**
 * Times on the wire: ISO 8601 in UTC with exactly three digits of milliseconds, which Instant.toString() leaves
 * out.
 */
final class Times {
    private static final int LENGTH = "2026-01-01T00:00:00.000Z".length();

    private Times() {}

    static String iso(Instant at) {
        return append(new StringBuilder(LENGTH), at).toString();
    }

    /** By hand: three times stand in every receipt, and a DateTimeFormatter takes ten times as long. */
    static StringBuilder append(StringBuilder out, Instant at) {
        var utc = LocalDateTime.ofEpochSecond(at.getEpochSecond(), at.getNano(), ZoneOffset.UTC);
        digits(out, utc.getYear(), 4).append('-');
        digits(out, utc.getMonthValue(), 2).append('-');
        digits(out, utc.getDayOfMonth(), 2).append('T');
        digits(out, utc.getHour(), 2).append(':');
        digits(out, utc.getMinute(), 2).append(':');
        digits(out, utc.getSecond(), 2).append('.');
        return digits(out, utc.getNano() / 1_000_000, 3).append('Z');
    }

    private static StringBuilder digits(StringBuilder out, int value, int width) {
        for (int power = width == 4 ? 1000 : width == 3 ? 100 : 10; power > 0; power /= 10) {
            out.append((char) ('0' + value / power % 10));
        }
        return out;
    }

    /** Any offset is read; the domain then refuses what is finer than a millisecond. */
    static Instant parse(String field, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new ProblemException(
                    ProblemType.MALFORMED_REQUEST, field + " is not an ISO 8601 time such as 2026-01-31T12:00:00.000Z");
        }
    }
}
