package dev.gavel.rush.load;

import dev.gavel.rush.history.Told;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One connection over HTTP and the bid that is under way on it; lives on its lane's event loop. */
final class HttpWire extends SimpleChannelInboundHandler<FullHttpResponse> {
    private static final int ANSWER_BYTES_MAX = 64 * 1024;

    private final HttpLane lane;
    private @Nullable ChannelFuture connecting;
    private @Nullable Offer offer;
    private long sinceNanos;

    HttpWire(HttpLane lane) {
        this.lane = lane;
        this.sinceNanos = System.nanoTime();
    }

    /** Sends what was handed over before as soon as it is connected. */
    ChannelFuture connect(Bootstrap bootstrap, String host, int port) {
        ChannelFuture connected = bootstrap
                .clone()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpResponseDecoder(),
                                        new HttpObjectAggregator(ANSWER_BYTES_MAX),
                                        HttpWire.this);
                    }
                })
                .connect(host, port);
        connecting = connected;
        var _ = connected.addListener(done -> {
            if (!done.isSuccess()) {
                end(Objects.toString(done.cause().getMessage()));
            }
        });
        return connected;
    }

    /**
     * Takes the next bid; there must be none under way.
     *
     * @param since when its bidder made it, by {@link System#nanoTime()}
     */
    void send(Offer next, long since) {
        offer = next;
        sinceNanos = since;
        if (connecting != null) {
            write(connecting.channel(), next);
        }
    }

    private void write(Channel channel, Offer bid) {
        var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(lane.request(bid)), channel.voidPromise());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Offer first = offer;
        if (first != null) {
            write(context.channel(), first);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
        Offer answered = offer;
        if (answered == null) {
            end("the server answered what was not asked");
            var _ = context.close();
            return;
        }
        Told told = response.decoderResult().isFailure()
                ? new Told.Lost("an answer that is no HTTP: " + response.decoderResult())
                : BidReply.parse(response.status().code(), ByteBufUtil.getBytes(response.content()));
        if (response.decoderResult().isFailure() || !HttpUtil.isKeepAlive(response)) {
            lane.ended(this, take(), told);
            var _ = context.close();
        } else {
            offer = null;
            sinceNanos = System.nanoTime();
            lane.answered(this, answered, told);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end("the connection was closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        end(Objects.toString(failure.getMessage()));
        var _ = context.close();
    }

    /** Ends what has been under way for too long, and what nobody needs any more. */
    void endIfStill(long now, long underWayMax, long idleMax) {
        if (now - sinceNanos > (offer == null ? idleMax : underWayMax)) {
            end("no answer within " + underWayMax / 1_000_000 + " ms");
            var _ = close();
        }
    }

    ChannelFuture close() {
        return Objects.requireNonNull(connecting, "closed before it was connected")
                .channel()
                .close();
    }

    /** Before it is closed, so that it is given no other bid in between; saying it again changes nothing. */
    private void end(String why) {
        lane.ended(this, take(), new Told.Lost(why));
    }

    private @Nullable Offer take() {
        Offer last = offer;
        offer = null;
        return last;
    }
}
