package dev.gavel.server.api.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Result;
import dev.gavel.server.api.socket.ServerMessage.Problem;
import dev.gavel.server.feed.AuctionView;
import dev.gavel.server.feed.UpdateJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

public class FormTest {
    private static final AuctionId AUCTION = new AuctionId(701190224583270417L);
    private static final AccountId ANN = new AccountId("ann\"\\7");
    private static final Instant NOW = Instant.parse("2026-11-22T10:11:12.013Z");
    private static final RequestId REQUEST = RequestId.parse("0197a3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b");

    static Stream<Form> forms() {
        return Form.all().stream();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void what_a_client_writes_the_server_reads(Form form) {
        List<ClientMessage> said = List.of(
                new ClientMessage.Authenticate("a.b-c_d.é"),
                new ClientMessage.PlaceBid(0, AUCTION, REQUEST, new Money(1), "KRW", null),
                new ClientMessage.PlaceBid(4_294_967_295L, AUCTION, REQUEST, new Money(Money.MINOR_MAX), "EUR", ANN),
                new ClientMessage.Watch(AUCTION),
                new ClientMessage.Unwatch(new AuctionId(Long.MAX_VALUE)));
        FrameWriter writer = form.writer();
        said.forEach(writer::add);
        assertThat(writer.size()).isEqualTo(said.size());
        List<ClientMessage> heard = new ArrayList<>();
        form.readClient(sent(writer), heard::add);
        assertThat(heard).isEqualTo(said);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void what_the_server_writes_a_client_reads(Form form) {
        List<ServerMessage> said = new ArrayList<>(List.of(
                new ServerMessage.Authenticated(ANN, NOW),
                decided(new Outcome.Leading(), new Money(0), null),
                decided(new Outcome.Outbid(), new Money(5), null),
                decided(new Outcome.Refused(Reason.NOT_OPEN), null, null),
                Problem.ofBid(7, "overloaded", "later, \"please\" — 나중에").retryAfterMs(1_500),
                Problem.ofBid(0, "unknown-auction", ""),
                Problem.ofAuction(AUCTION, "unknown-auction", "no"),
                Problem.ofConnection("malformed-request", "no")));
        for (Reason reason : Reason.values()) {
            said.add(decided(new Outcome.Refused(reason), new Money(9), new Money(10)));
        }
        for (AuctionView.State state : AuctionView.State.values()) {
            said.add(updated(state, null, null, null));
        }
        said.add(updated(AuctionView.State.CLOSED, new Money(3), ANN, new Result.Sold(ANN, new Money(3))));
        said.add(updated(AuctionView.State.CLOSED, null, null, new Result.Unsold(null, null)));
        said.add(updated(AuctionView.State.CLOSED, new Money(2), ANN, new Result.Unsold(new Money(2), null)));
        said.add(updated(AuctionView.State.CANCELLED, null, null, new Result.Cancelled()));
        FrameWriter writer = form.writer();
        said.forEach(writer::add);
        List<ServerMessage> heard = new ArrayList<>();
        form.readServer(sent(writer), message -> heard.add(withoutJson(message)));
        assertThat(heard).isEqualTo(said.stream().map(FormTest::withoutJson).toList());
    }

    @ParameterizedTest
    @MethodSource("forms")
    void noise_is_refused_or_read_and_does_nothing_else(Form form) {
        var random = new SplittableRandom(42);
        FrameWriter writer = form.writer();
        writer.add(new ClientMessage.PlaceBid(9, AUCTION, REQUEST, new Money(1), "KRW", ANN));
        writer.add(new ClientMessage.Watch(AUCTION));
        byte[] good = sent(writer).getBytes();
        for (int i = 0; i < 100_000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int faults = random.nextInt(4); faults > 0 && bad.length > 0; faults--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                form.readClient(Buffer.buffer(bad), message -> {});
            } catch (MalformedFrameException e) {
                assertThat(e).hasMessageNotContaining("Exception");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void a_frame_has_a_bounded_number_of_messages(Form form) {
        FrameWriter writer = form.writer();
        for (int i = 0; i <= Form.MESSAGES_MAX; i++) {
            writer.add(new ClientMessage.Watch(AUCTION));
        }
        Buffer frame = sent(writer);
        List<ClientMessage> heard = new ArrayList<>();
        assertThatThrownBy(() -> form.readClient(frame, heard::add))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessageContaining("1024");
        assertThat(heard).hasSize(Form.MESSAGES_MAX);
    }

    private static ServerMessage decided(Outcome outcome, @Nullable Money price, @Nullable Money minimum) {
        return new ServerMessage.Decided(
                4_000_000_000L, outcome, 12_345_678_901L, price, minimum, NOW.plusMillis(500), NOW, NOW.plusMillis(2));
    }

    private static ServerMessage updated(
            AuctionView.State state, @Nullable Money price, @Nullable AccountId leader, @Nullable Result result) {
        var view = new AuctionView(AUCTION, 17, state, price, Currency.getInstance("KRW"), leader, 3, NOW, result);
        return new ServerMessage.Updated(view, NOW, UpdateJson.encode(view, NOW));
    }

    private static ServerMessage withoutJson(ServerMessage message) {
        return message instanceof ServerMessage.Updated(AuctionView view, Instant at, String _)
                ? new ServerMessage.Updated(view, at, "")
                : message;
    }

    /** The bytes that go over a WebSocket. */
    public static Buffer sent(FrameWriter writer) {
        var sent = new AtomicReference<Buffer>();
        writer.sendOn((WebSocketBase) Proxy.newProxyInstance(
                FormTest.class.getClassLoader(), new Class<?>[] {WebSocketBase.class}, (_, method, arguments) -> {
                    sent.set(
                            method.getName().equals("writeTextMessage")
                                    ? Buffer.buffer((String) arguments[0])
                                    : (Buffer) arguments[0]);
                    return Future.succeededFuture();
                }));
        return sent.get();
    }
}
