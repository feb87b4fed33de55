package dev.gavel.server.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Ends connections of one event loop whose headers do not come to an end in time. Bytes that drip would keep the idle
 * timeout from ever passing.
 *
 * <p>Implementation notes. A handler before the HTTP decoder sees when bytes arrive, one behind it sees what they have
 * become. Nearly all requests come whole in one read, and cost nothing here; only those that did not are remembered, in
 * the order in which they run out of time.
 */
final class SlowHeaders {
    private static final String DECODER = "httpDecoder";
    private static final String CONSUMER = "handler";
    private static final String BYTES = "gavel-bytes";
    private static final String MESSAGES = "gavel-messages";
    private static final long LOOK_EVERY_MS = 1000;

    private final long nanosMax;
    private final Set<Arrival> unfinished = new LinkedHashSet<>();

    SlowHeaders(Vertx vertx, ClientLimits limits) {
        this.nanosMax = limits.headersTimeout().toNanos();
        vertx.setPeriodic(Math.min(LOOK_EVERY_MS, limits.headersTimeout().toMillis()), _ -> cutSlow());
    }

    void watch(HttpConnection connection) {
        Channel channel = Connections.channel(connection);
        ChannelPipeline pipeline = channel.pipeline();
        // HTTP/2, which has a decoder of its own, is not offered.
        if (pipeline.get(DECODER) != null) {
            var arrival = new Arrival(channel);
            pipeline.addBefore(DECODER, BYTES, arrival.bytes());
            pipeline.addBefore(CONSUMER, MESSAGES, arrival.messages());
            channel.closeFuture().addListener(_ -> unfinished.remove(arrival));
        }
    }

    /** For a connection that goes on as a WebSocket, whose frames may come when they like. */
    static void forget(HttpConnection connection) {
        ChannelPipeline pipeline = Connections.channel(connection).pipeline();
        if (pipeline.get(BYTES) != null) {
            pipeline.remove(BYTES);
            pipeline.remove(MESSAGES);
        }
    }

    private void cutSlow() {
        long now = System.nanoTime();
        Iterator<Arrival> oldestFirst = unfinished.iterator();
        while (oldestFirst.hasNext()) {
            Arrival arrival = oldestFirst.next();
            if (now - arrival.since < nanosMax) {
                return;
            }
            oldestFirst.remove();
            Connections.cut(arrival.channel);
        }
    }

    /** The request that a connection is sending. */
    private final class Arrival {
        private final Channel channel;
        private boolean inBody;
        private boolean begun;
        private long since;

        private Arrival(Channel channel) {
            this.channel = channel;
        }

        private ChannelInboundHandlerAdapter bytes() {
            return new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object bytes) {
                    if (!inBody && !begun) {
                        begun = true;
                        since = System.nanoTime();
                    }
                    context.fireChannelRead(bytes);
                    if (begun) {
                        unfinished.add(Arrival.this);
                    }
                }

                @Override
                public void handlerRemoved(ChannelHandlerContext context) {
                    headersComplete();
                }
            };
        }

        private ChannelInboundHandlerAdapter messages() {
            return new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                    if (message instanceof HttpRequest) {
                        inBody = true;
                        headersComplete();
                    }
                    if (message instanceof LastHttpContent) {
                        inBody = false;
                    }
                    context.fireChannelRead(message);
                }

                @Override
                @SuppressWarnings("deprecation") // Of the handlers for what is sent.
                public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                    if (cause instanceof IOException) {
                        // Reset by the client. Vert.x would fail on it where no request is under way, and log that.
                        var _ = context.close();
                    } else {
                        context.fireExceptionCaught(cause);
                    }
                }
            };
        }

        private void headersComplete() {
            begun = false;
            unfinished.remove(this);
        }
    }
}
