package dev.gavel.server.api;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Times that clients send. */
final class Times {
    private Times() {}

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
