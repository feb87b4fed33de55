package dev.gavel.server.api;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.api.socket.ServerMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One error as a client sees it (RFC 9457).
 *
 * @param detail for people: what was wrong with this request, and what to do
 * @param members further members of the document, for programs
 * @param headers of the response
 * @param tryAfter after which trying again may help; zero where it does not
 */
record Problem(
        ProblemType type, String detail, Map<String, Object> members, Map<String, String> headers, Duration tryAfter) {
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, Map.of(), Map.of(), Duration.ZERO);
    }

    Problem with(Map<String, Object> moreMembers) {
        return new Problem(type, detail, moreMembers, headers, tryAfter);
    }

    Problem withHeader(String name, String value) {
        return new Problem(type, detail, members, andHeader(name, value), tryAfter);
    }

    /** In whole seconds, rounded up, as HTTP has it. */
    Problem retryAfter(Duration after) {
        String seconds = Long.toString(Math.max(1, after.plusMillis(999).toSeconds()));
        return new Problem(type, detail, members, andHeader("Retry-After", seconds), after);
    }

    private Map<String, String> andHeader(String name, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(name, value);
        return Map.copyOf(all);
    }

    /** As a message that answers a bid. */
    ServerMessage.Problem ofBid(long ref) {
        return ServerMessage.Problem.ofBid(ref, name(), detail).retryAfterMs(tryAfterMillis());
    }

    /** As a message about an auction that somebody wants to watch. */
    ServerMessage.Problem ofAuction(AuctionId auction) {
        return ServerMessage.Problem.ofAuction(auction, name(), detail).retryAfterMs(tryAfterMillis());
    }

    /** As a message about the connection. */
    ServerMessage.Problem ofConnection() {
        return ServerMessage.Problem.ofConnection(name(), detail).retryAfterMs(tryAfterMillis());
    }

    /** Rounded up, so that nobody is told to try again too early. */
    private long tryAfterMillis() {
        return tryAfter.plusNanos(999_999).toMillis();
    }

    private String name() {
        return type.uri().substring(ProblemType.NAMESPACE.length());
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
