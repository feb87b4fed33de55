package dev.gavel.server.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.vertx.core.http.HttpConnection;

/**
 * Stands before Vert.x on a WebSocket.
 *
 * <p>Ends one whose bytes are no frames, or too large a one. Vert.x would keep the connection, whose decoder takes
 * nothing more, and tells only whoever listens already: a frame that comes on the heels of the upgrade finds nobody.
 *
 * <p>Drops pings of a client that takes nothing. Vert.x answers each, whether there is room or not, so that a client
 * who only sends them would fill the memory. Only the newest must be answered (RFC 6455, 5.5.3).
 */
final class FrameGuard extends ChannelInboundHandlerAdapter {
    private static final String CONSUMER = "handler";

    private FrameGuard() {}

    static void stand(HttpConnection connection) {
        Connections.channel(connection).pipeline().addBefore(CONSUMER, "gavel-frame-guard", new FrameGuard());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof PingWebSocketFrame ping && !context.channel().isWritable()) {
            ping.release();
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    @SuppressWarnings("deprecation") // Of the handlers for what is sent; for what is received there is no other.
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Connections.cut(context.channel());
    }
}
