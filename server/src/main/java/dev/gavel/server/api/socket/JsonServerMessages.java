package dev.gavel.server.api.socket;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Result;
import dev.gavel.server.feed.AuctionView;
import dev.gavel.server.platform.StrictJson;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Currency;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what the server says in JSON. */
final class JsonServerMessages {
    private static final JsonMapper MAPPER =
            JsonMapper.builder(StrictJson.FACTORY).build();

    private JsonServerMessages() {}

    static void read(Buffer frame, Consumer<ServerMessage> each) {
        try {
            MAPPER.readTree(frame.getBytes()).forEach(node -> each.accept(message(node)));
        } catch (JacksonException e) {
            throw new MalformedFrameException("the frame is not proper JSON", e);
        }
    }

    private static ServerMessage message(JsonNode node) {
        String type = node.path("type").asString();
        return switch (type) {
            case "authenticated" -> new ServerMessage.Authenticated(account(node, "account"), time(node, "until"));
            case "decided" ->
                new ServerMessage.Decided(
                        node.path("ref").asLong(),
                        Values.outcome(node.path("outcome").asString()),
                        node.path("sequence").asLong(),
                        money(node, "price"),
                        money(node, "minimum"),
                        time(node, "closesAt"),
                        time(node, "receivedAt"),
                        time(node, "decidedAt"));
            case "problem" ->
                new ServerMessage.Problem(
                        node.path("ref").asLong(ServerMessage.Problem.NO_REF),
                        node.has("auction") ? auction(node) : null,
                        node.path("retryAfterMs").asLong(0),
                        node.path("problem").asString(),
                        node.path("detail").asString());
            case "update" -> update(node);
            default -> throw new MalformedFrameException("no message of the server has the type " + type);
        };
    }

    private static ServerMessage update(JsonNode node) {
        var view = new AuctionView(
                auction(node),
                node.path("sequence").asLong(),
                AuctionView.State.valueOf(node.path("state").asString()),
                money(node, "price"),
                Currency.getInstance(node.path("currency").asString()),
                node.has("leader") ? account(node, "leader") : null,
                node.path("bids").asLong(),
                time(node, "closesAt"),
                result(node.path("result")));
        return new ServerMessage.Updated(view, time(node, "at"), node.toString());
    }

    private static @Nullable Result result(JsonNode node) {
        String outcome = node.path("outcome").asString("");
        String winner = node.path("winner").asString("");
        return Values.result(
                switch (outcome) {
                    case "" -> '-';
                    case "SOLD" -> 'S';
                    case "UNSOLD" -> 'U';
                    default -> 'X';
                },
                money(node, "price"),
                winner);
    }

    private static AuctionId auction(JsonNode node) {
        return AuctionId.parse(node.path("auction").asString());
    }

    private static AccountId account(JsonNode node, String name) {
        return new AccountId(node.path(name).asString());
    }

    private static Instant time(JsonNode node, String name) {
        return Instant.parse(node.path(name).asString());
    }

    private static @Nullable Money money(JsonNode node, String name) {
        return node.has(name) ? new Money(node.path(name).asLong()) : null;
    }
}
