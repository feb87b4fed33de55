package dev.gavel.rush.load;

import dev.gavel.rush.history.Told;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The body of an answer to a bid, a receipt or a problem, read token by token: the client shares the machine. */
final class BidReply {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String TIME = "0000-00-00T00:00:00.000Z";
    private static final String PROBLEM = "urn:gavel:problem:";

    private long sequence = -1;
    private long price = Told.NO_PRICE;
    private @Nullable String outcome;
    private @Nullable String type;
    private long receivedAt;
    private long decidedAt;
    private long closesAt;

    private BidReply() {}

    /** @return {@link Told.Lost} if the body is not what the API promises */
    static Told parse(int status, byte[] body) {
        var reply = new BidReply();
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), body)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                for (String name = json.nextName(); name != null; name = json.nextName()) {
                    json.nextToken();
                    reply.take(name, json);
                }
            }
        } catch (JacksonException | DateTimeException e) {
            return new Told.Lost("status " + status + " with a body that cannot be read: " + e.getMessage());
        }
        return reply.told(status);
    }

    private void take(String name, JsonParser json) {
        switch (name) {
            case "sequence" -> sequence = json.getLongValue();
            case "price" -> price = json.getLongValue();
            case "outcome", "reason" -> outcome = json.getString();
            case "type" -> type = json.getString();
            case "receivedAt" -> receivedAt = millis(json);
            case "decidedAt" -> decidedAt = millis(json);
            case "closesAt" -> closesAt = millis(json);
            default -> json.skipChildren();
        }
    }

    private Told told(int status) {
        String decided = outcome;
        if (sequence > 0 && decided != null) {
            return new Told.Decided(sequence, decided, price, receivedAt, decidedAt, closesAt);
        }
        String problem = type;
        return problem != null && problem.startsWith(PROBLEM)
                ? new Told.Undecided(status, problem.substring(PROBLEM.length()))
                : new Told.Lost("status " + status + " without a receipt or a problem");
    }

    /** In the form that servers write by hand: three times stand in each answer, and Instant takes 1 µs for one. */
    private static long millis(JsonParser json) {
        String text = json.getString();
        if (!hasForm(text)) {
            return Instant.parse(text).toEpochMilli();
        }
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        number(text, 11, 13),
                        number(text, 14, 16),
                        number(text, 17, 19),
                        number(text, 20, 23) * 1_000_000)
                .toInstant(ZoneOffset.UTC)
                .toEpochMilli();
    }

    private static boolean hasForm(String text) {
        boolean fits = text.length() == TIME.length();
        for (int i = 0; fits && i < text.length(); i++) {
            char found = text.charAt(i);
            fits = TIME.charAt(i) == '0' ? found >= '0' && found <= '9' : found == TIME.charAt(i);
        }
        return fits;
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
