package dev.gavel.server.api.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Result;
import dev.gavel.server.feed.AuctionView;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Currency;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Messages one after the other, in bytes. */
final class BinaryForm implements Form {
    private static final int AUTHENTICATE = 1;
    private static final int BID = 2;
    private static final int WATCH = 3;
    private static final int UNWATCH = 4;
    private static final int AUTHENTICATED = 129;
    private static final int DECIDED = 130;
    private static final int PROBLEM = 131;
    private static final int UPDATE = 132;

    private static final long NO_MONEY = 1L << 53;
    private static final int CURRENCY_LENGTH = 3;
    private static final int TEXT_MAX = 0xff;
    private static final int LONG_TEXT_MAX = 0xffff;

    @Override
    public String subprotocol() {
        return "gavel.v1.binary";
    }

    @Override
    public void readClient(Buffer frame, Consumer<ClientMessage> each) {
        read(frame, in -> each.accept(clientMessage(in)));
    }

    @Override
    public void readServer(Buffer frame, Consumer<ServerMessage> each) {
        read(frame, in -> each.accept(serverMessage(in)));
    }

    private static void read(Buffer frame, Consumer<ByteBuffer> message) {
        ByteBuffer in = ByteBuffer.wrap(frame.getBytes());
        try {
            for (int count = 1; in.hasRemaining(); count++) {
                if (count > MESSAGES_MAX) {
                    throw new MalformedFrameException("a frame has at most " + MESSAGES_MAX + " messages");
                }
                message.accept(in);
            }
        } catch (BufferUnderflowException e) {
            throw new MalformedFrameException("the frame ends within a message", e);
        }
    }

    private static ClientMessage clientMessage(ByteBuffer in) {
        int type = Byte.toUnsignedInt(in.get());
        return switch (type) {
            case AUTHENTICATE -> new ClientMessage.Authenticate(longText(in));
            case BID -> bid(in);
            case WATCH -> auctionOr(in.getLong(), ClientMessage.Watch::new);
            case UNWATCH -> auctionOr(in.getLong(), ClientMessage.Unwatch::new);
            default -> throw new MalformedFrameException("no message of a client begins with " + type);
        };
    }

    private interface OfAuction {
        ClientMessage of(AuctionId auction);
    }

    private static ClientMessage auctionOr(long id, OfAuction message) {
        return id > 0
                ? message.of(new AuctionId(id))
                : new ClientMessage.Unacceptable(Values.unknownAuction(ServerMessage.Problem.NO_REF));
    }

    private static ClientMessage bid(ByteBuffer in) {
        long ref = Integer.toUnsignedLong(in.getInt());
        long auction = in.getLong();
        var requestId = new UUID(in.getLong(), in.getLong());
        long amount = in.getLong();
        String currency = ascii(in, CURRENCY_LENGTH);
        String bidder = text(in);
        if (auction <= 0) {
            return new ClientMessage.Unacceptable(Values.unknownAuction(ref));
        }
        if (requestId.version() != 7 || requestId.variant() != 2) {
            return new ClientMessage.Unacceptable(Values.requestIdRequired(ref));
        }
        return Values.bid(ref, new AuctionId(auction), new RequestId(requestId), amount, currency, bidder);
    }

    private static ServerMessage serverMessage(ByteBuffer in) {
        int type = Byte.toUnsignedInt(in.get());
        return switch (type) {
            case AUTHENTICATED -> new ServerMessage.Authenticated(new AccountId(text(in)), time(in));
            case DECIDED ->
                new ServerMessage.Decided(
                        Integer.toUnsignedLong(in.getInt()),
                        Values.outcome((char) in.get()),
                        in.getLong(),
                        money(in),
                        money(in),
                        time(in),
                        time(in),
                        time(in));
            case PROBLEM -> problem(in);
            case UPDATE -> update(in);
            default -> throw new MalformedFrameException("no message of the server begins with " + type);
        };
    }

    private static ServerMessage problem(ByteBuffer in) {
        char about = (char) in.get();
        long ref = Integer.toUnsignedLong(in.getInt());
        long auction = in.getLong();
        long wait = Integer.toUnsignedLong(in.getInt());
        return new ServerMessage.Problem(
                about == 'b' ? ref : ServerMessage.Problem.NO_REF,
                about == 'a' ? new AuctionId(auction) : null,
                wait,
                text(in),
                longText(in));
    }

    private static ServerMessage update(ByteBuffer in) {
        var auction = new AuctionId(in.getLong());
        long sequence = in.getLong();
        AuctionView.State state = Values.state((char) in.get());
        Money price = money(in);
        Currency currency = Currency.getInstance(ascii(in, CURRENCY_LENGTH));
        String leader = text(in);
        long bids = in.getLong();
        Instant closesAt = time(in);
        Instant at = time(in);
        char result = (char) in.get();
        Money resultPrice = money(in);
        String winner = text(in);
        return new ServerMessage.Updated(
                new AuctionView(
                        auction,
                        sequence,
                        state,
                        price,
                        currency,
                        leader.isEmpty() ? null : new AccountId(leader),
                        bids,
                        closesAt,
                        Values.result(result, resultPrice, winner)),
                at,
                "");
    }

    private static Instant time(ByteBuffer in) {
        return Instant.ofEpochMilli(in.getLong());
    }

    private static @Nullable Money money(ByteBuffer in) {
        long minor = in.getLong();
        return minor == NO_MONEY ? null : new Money(minor);
    }

    private static String text(ByteBuffer in) {
        return ascii(in, Byte.toUnsignedInt(in.get()));
    }

    private static String ascii(ByteBuffer in, int length) {
        return new String(bytes(in, length), US_ASCII);
    }

    private static String longText(ByteBuffer in) {
        return new String(bytes(in, Short.toUnsignedInt(in.getShort())), UTF_8);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    @Override
    public FrameWriter writer() {
        return new Writer();
    }

    private static final class Writer implements FrameWriter {
        /** Of some twenty answers. */
        private static final int USUAL_BYTES = 1_024;

        private final Buffer out = Buffer.buffer(USUAL_BYTES);
        private int size;

        @Override
        public int size() {
            return size;
        }

        @Override
        public Future<Void> sendOn(WebSocketBase socket) {
            return socket.writeBinaryMessage(out);
        }

        @Override
        public void add(ClientMessage message) {
            size++;
            switch (message) {
                case ClientMessage.Authenticate(String token) -> {
                    type(AUTHENTICATE);
                    longText(token);
                }
                case ClientMessage.PlaceBid bid -> {
                    type(BID)
                            .appendInt((int) bid.ref())
                            .appendLong(bid.auction().value())
                            .appendLong(bid.requestId().uuid().getMostSignificantBits())
                            .appendLong(bid.requestId().uuid().getLeastSignificantBits())
                            .appendLong(bid.amount().minor())
                            .appendString(bid.currency());
                    text(bid.bidder() == null ? "" : bid.bidder().value());
                }
                case ClientMessage.Watch(AuctionId auction) -> type(WATCH).appendLong(auction.value());
                case ClientMessage.Unwatch(AuctionId auction) -> type(UNWATCH).appendLong(auction.value());
                case ClientMessage.Unacceptable _ -> throw new IllegalArgumentException("nobody sends " + message);
            }
        }

        @Override
        public void add(ServerMessage message) {
            size++;
            switch (message) {
                case ServerMessage.Authenticated(AccountId account, Instant until) -> {
                    type(AUTHENTICATED);
                    text(account.value());
                    time(until);
                }
                case ServerMessage.Decided decided -> {
                    type(DECIDED)
                            .appendInt((int) decided.ref())
                            .appendByte((byte) Values.character(decided.outcome()))
                            .appendLong(decided.sequence());
                    money(decided.price());
                    money(decided.minimum());
                    time(decided.closesAt());
                    time(decided.receivedAt());
                    time(decided.decidedAt());
                }
                case ServerMessage.Problem problem -> problem(problem);
                case ServerMessage.Updated(AuctionView view, Instant at, String _) -> update(view, at);
            }
        }

        private void problem(ServerMessage.Problem problem) {
            AuctionId auction = problem.auction();
            boolean ofBid = problem.ref() != ServerMessage.Problem.NO_REF;
            type(PROBLEM)
                    .appendByte((byte) (ofBid ? 'b' : auction == null ? 'c' : 'a'))
                    .appendInt(ofBid ? (int) problem.ref() : 0)
                    .appendLong(auction == null ? 0 : auction.value())
                    .appendInt((int) problem.retryAfterMs());
            text(problem.problem());
            longText(problem.detail());
        }

        private void update(AuctionView view, Instant at) {
            type(UPDATE)
                    .appendLong(view.auction().value())
                    .appendLong(view.sequence())
                    .appendByte((byte) Values.character(view.state()));
            money(view.price());
            out.appendString(view.currency().getCurrencyCode());
            text(view.leader() == null ? "" : view.leader().value());
            out.appendLong(view.bids());
            time(view.closesAt());
            time(at);
            Result result = view.result();
            out.appendByte((byte) Values.character(result));
            money(Values.price(result));
            text(result instanceof Result.Sold sold ? sold.winner().value() : "");
        }

        private Buffer type(int type) {
            return out.appendUnsignedByte((short) type);
        }

        private void time(Instant at) {
            out.appendLong(at.toEpochMilli());
        }

        private void money(@Nullable Money money) {
            out.appendLong(money == null ? NO_MONEY : money.minor());
        }

        private void text(String text) {
            if (text.length() > TEXT_MAX) {
                throw new IllegalArgumentException("a text of more than " + TEXT_MAX + " characters");
            }
            out.appendUnsignedByte((short) text.length()).appendString(text, US_ASCII.name());
        }

        private void longText(String text) {
            byte[] bytes = text.getBytes(UTF_8);
            if (bytes.length > LONG_TEXT_MAX) {
                throw new IllegalArgumentException("a text of more than " + LONG_TEXT_MAX + " bytes");
            }
            out.appendUnsignedShort(bytes.length).appendBytes(bytes);
        }
    }
}
