package dev.gavel.server.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One error as a client sees it (RFC 9457).
 *
 * @param detail for people: what was wrong with this request, and what to do
 * @param members further members of the document, for programs
 * @param headers of the response
 */
record Problem(ProblemType type, String detail, Map<String, Object> members, Map<String, String> headers) {
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, Map.of(), Map.of());
    }

    Problem with(Map<String, Object> moreMembers) {
        return new Problem(type, detail, moreMembers, headers);
    }

    Problem withHeader(String name, String value) {
        return new Problem(type, detail, members, Map.of(name, value));
    }

    /** In whole seconds, rounded up, as HTTP has it. */
    Problem retryAfter(Duration wait) {
        return withHeader(
                "Retry-After", Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
    }

    /** @param instance names this occurrence: the request's path, or the id under which the log has it */
    Reply reply(String instance) {
        var document = new LinkedHashMap<String, Object>();
        document.put("type", type.uri());
        document.put("title", type.title());
        document.put("status", type.status());
        document.put("detail", detail);
        document.put("instance", instance);
        document.putAll(members);
        return new Reply(type.status(), MEDIA_TYPE, Json.write(document), headers);
    }
}
