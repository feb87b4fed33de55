package dev.gavel.server.api.socket;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.server.feed.AuctionView;
import dev.gavel.server.platform.IsoTime;
import dev.gavel.server.platform.StrictJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.JsonStringEncoder;

/** A message is an object; several are an array of them. */
final class JsonForm implements Form {
    private static final long REF_MAX = 0xffff_ffffL;

    @Override
    public String subprotocol() {
        return "gavel.v1.json";
    }

    @Override
    public void readClient(Buffer frame, Consumer<ClientMessage> each) {
        try (JsonParser json = StrictJson.FACTORY.createParser(ObjectReadContext.empty(), frame.getBytes())) {
            JsonToken first = json.nextToken();
            if (first == JsonToken.START_OBJECT) {
                each.accept(clientMessage(json));
            } else if (first == JsonToken.START_ARRAY) {
                readAll(json, each);
            } else {
                throw new MalformedFrameException("a frame is an object or an array of objects");
            }
            if (json.nextToken() != null) {
                throw new MalformedFrameException("something follows the frame's message");
            }
        } catch (JacksonException e) {
            throw new MalformedFrameException("the frame is not proper JSON", e);
        }
    }

    private static void readAll(JsonParser json, Consumer<ClientMessage> each) {
        int count = 0;
        for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
            if (next != JsonToken.START_OBJECT) {
                throw new MalformedFrameException("a frame is an object or an array of objects");
            }
            if (++count > MESSAGES_MAX) {
                throw new MalformedFrameException("a frame has at most " + MESSAGES_MAX + " messages");
            }
            each.accept(clientMessage(json));
        }
    }

    private static ClientMessage clientMessage(JsonParser json) {
        Fields fields = Fields.read(json);
        return switch (fields.required("type", fields.type)) {
            case "authenticate" -> new ClientMessage.Authenticate(fields.required("token", fields.token));
            case "bid" -> bid(fields);
            case "watch" -> {
                AuctionId auction = auction(fields);
                yield auction == null ? unknownAuction(fields) : new ClientMessage.Watch(auction);
            }
            case "unwatch" -> {
                AuctionId auction = auction(fields);
                yield auction == null ? unknownAuction(fields) : new ClientMessage.Unwatch(auction);
            }
            default -> throw new MalformedFrameException("a message's type is authenticate, bid, watch or unwatch");
        };
    }

    private static ClientMessage unknownAuction(Fields fields) {
        return new ClientMessage.Unacceptable(
                Values.unknownAuction(fields.ref == null ? ServerMessage.Problem.NO_REF : fields.ref));
    }

    private static @Nullable AuctionId auction(Fields fields) {
        try {
            return AuctionId.parse(fields.required("auction", fields.auction));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static ClientMessage bid(Fields fields) {
        long ref = fields.required("ref", fields.ref);
        long amount = fields.required("amount", fields.amount);
        String currency = fields.required("currency", fields.currency);
        String requestId = fields.required("requestId", fields.requestId);
        AuctionId auction = auction(fields);
        if (auction == null) {
            return unknownAuction(fields);
        }
        RequestId id;
        try {
            id = RequestId.parse(requestId);
        } catch (IllegalArgumentException e) {
            return new ClientMessage.Unacceptable(Values.requestIdRequired(ref));
        }
        return Values.bid(ref, auction, id, amount, currency, fields.bidder == null ? "" : fields.bidder);
    }

    /** What a client's message holds, before it is known what it is. */
    private static final class Fields {
        private @Nullable String type;
        private @Nullable String token;
        private @Nullable Long ref;
        private @Nullable String auction;
        private @Nullable String requestId;
        private @Nullable Long amount;
        private @Nullable String currency;
        private @Nullable String bidder;

        static Fields read(JsonParser json) {
            var fields = new Fields();
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                switch (name) {
                    case "type" -> fields.type = text(json, name);
                    case "token" -> fields.token = text(json, name);
                    case "ref" -> fields.ref = ref(json);
                    case "auction" -> fields.auction = text(json, name);
                    case "requestId" -> fields.requestId = text(json, name);
                    case "amount" -> fields.amount = whole(json, name);
                    case "currency" -> fields.currency = text(json, name);
                    case "bidder" -> fields.bidder = text(json, name);
                    default -> throw new MalformedFrameException("a message has a field that is not known");
                }
            }
            return fields;
        }

        private static long ref(JsonParser json) {
            long ref = whole(json, "ref");
            if (ref < 0 || ref > REF_MAX) {
                throw new MalformedFrameException("ref is 0 to " + REF_MAX);
            }
            return ref;
        }

        private static long whole(JsonParser json, String name) {
            if (json.nextToken() != JsonToken.VALUE_NUMBER_INT) {
                throw new MalformedFrameException(name + " is a whole number");
            }
            return json.getLongValue();
        }

        private static String text(JsonParser json, String name) {
            if (json.nextToken() != JsonToken.VALUE_STRING) {
                throw new MalformedFrameException(name + " is a string");
            }
            return json.getString();
        }

        <T> T required(String name, @Nullable T value) {
            if (value == null) {
                throw new MalformedFrameException(
                        type == null ? "a message has no " + name : "a message of type " + type + " has no " + name);
            }
            return value;
        }
    }

    @Override
    public void readServer(Buffer frame, Consumer<ServerMessage> each) {
        JsonServerMessages.read(frame, each);
    }

    @Override
    public FrameWriter writer() {
        return new Writer();
    }

    /** By hand: most of what stands here needs no escaping, and it is most of what a busy server writes. */
    private static final class Writer implements FrameWriter {
        private static final int USUAL_CHARACTERS = 320;

        private final StringBuilder out = new StringBuilder(USUAL_CHARACTERS).append('[');
        private int size;

        @Override
        public int size() {
            return size;
        }

        @Override
        public Future<Void> sendOn(WebSocketBase socket) {
            return socket.writeTextMessage(out.append(']').toString());
        }

        @Override
        public void add(ClientMessage message) {
            switch (message) {
                case ClientMessage.Authenticate(String token) -> text("token", token, begin("authenticate"));
                case ClientMessage.PlaceBid bid -> {
                    begin("bid").append(",\"ref\":").append(bid.ref());
                    auction(bid.auction());
                    out.append(",\"requestId\":\"").append(bid.requestId()).append('"');
                    number("amount", bid.amount().minor());
                    text("currency", bid.currency(), out);
                    if (bid.bidder() != null) {
                        text("bidder", bid.bidder().value(), out);
                    }
                }
                case ClientMessage.Watch(AuctionId auction) -> {
                    begin("watch");
                    auction(auction);
                }
                case ClientMessage.Unwatch(AuctionId auction) -> {
                    begin("unwatch");
                    auction(auction);
                }
                case ClientMessage.Unacceptable _ -> throw new IllegalArgumentException("nobody sends " + message);
            }
            out.append('}');
        }

        @Override
        public void add(ServerMessage message) {
            switch (message) {
                case ServerMessage.Authenticated(AccountId account, Instant until) -> {
                    text("account", account.value(), begin("authenticated"));
                    time("until", until);
                }
                case ServerMessage.Decided decided -> decided(decided);
                case ServerMessage.Problem problem -> problem(problem);
                case ServerMessage.Updated(AuctionView _, Instant _, String json) ->
                    begin("update").append(',').append(json, 1, json.length() - 1);
            }
            out.append('}');
        }

        private void decided(ServerMessage.Decided decided) {
            begin("decided")
                    .append(",\"ref\":")
                    .append(decided.ref())
                    .append(",\"outcome\":\"")
                    .append(Values.word(decided.outcome()))
                    .append('"');
            number("sequence", decided.sequence());
            money("price", decided.price());
            money("minimum", decided.minimum());
            time("closesAt", decided.closesAt());
            time("receivedAt", decided.receivedAt());
            time("decidedAt", decided.decidedAt());
        }

        private void problem(ServerMessage.Problem problem) {
            begin("problem");
            if (problem.ref() != ServerMessage.Problem.NO_REF) {
                number("ref", problem.ref());
            }
            if (problem.auction() != null) {
                auction(problem.auction());
            }
            if (problem.retryAfterMs() > 0) {
                number("retryAfterMs", problem.retryAfterMs());
            }
            text("problem", problem.problem(), out);
            text("detail", problem.detail(), out);
        }

        private StringBuilder begin(String type) {
            if (size++ > 0) {
                out.append(',');
            }
            return out.append("{\"type\":\"").append(type).append('"');
        }

        private void auction(AuctionId auction) {
            out.append(",\"auction\":\"").append(auction.value()).append('"');
        }

        private void number(String name, long value) {
            out.append(",\"").append(name).append("\":").append(value);
        }

        private void money(String name, @Nullable Money money) {
            if (money != null) {
                number(name, money.minor());
            }
        }

        private void time(String name, Instant at) {
            IsoTime.append(out.append(",\"").append(name).append("\":\""), at).append('"');
        }

        private static void text(String name, String text, StringBuilder out) {
            out.append(",\"").append(name).append("\":\"");
            JsonStringEncoder.getInstance().quoteAsString(text, out);
            out.append('"');
        }
    }
}
