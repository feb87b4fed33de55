package dev.gavel.server.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpConnection;

/**
 * Ends a WebSocket whose bytes are no frames, or too large a one. Vert.x would keep the connection, whose decoder takes
 * nothing more, and tells only whoever listens already: a frame that comes on the heels of the upgrade finds nobody.
 */
final class BrokenFrames extends ChannelInboundHandlerAdapter {
    private static final String CONSUMER = "handler";

    private BrokenFrames() {}

    static void cutOn(HttpConnection connection) {
        Connections.channel(connection).pipeline().addBefore(CONSUMER, "gavel-broken-frames", new BrokenFrames());
    }

    @Override
    @SuppressWarnings("deprecation") // Of the handlers for what is sent; for what is received there is no other.
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Connections.cut(context.channel());
    }
}
