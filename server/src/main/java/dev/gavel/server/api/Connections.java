package dev.gavel.server.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the connections of the server, all and by address, and turns away what is too many. Thread-safe. */
final class Connections {
    private final int max;
    private final int perAddressMax;
    private final List<AddressRange> exempt;
    private final AtomicInteger count = new AtomicInteger();
    /** Never more than there are connections. */
    private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    Connections(int max, ClientLimits limits) {
        this.max = max;
        this.perAddressMax = limits.connectionsPerAddressMax();
        this.exempt = limits.exemptRanges();
    }

    int count() {
        return count.get();
    }

    /** @return whether the connection may stay; else it is being closed */
    boolean admit(HttpConnection connection) {
        Channel channel = channel(connection);
        InetAddress holder = counted(connection.remoteAddress());
        int all = count.incrementAndGet();
        int ofHolder = holder == null ? 0 : byAddress.merge(holder, 1, Integer::sum);
        // Vert.x tells nobody of the end of a connection that has become a WebSocket.
        channel.closeFuture().addListener(_ -> {
            count.decrementAndGet();
            if (holder != null) {
                byAddress.computeIfPresent(holder, (_, held) -> held == 1 ? null : held - 1);
            }
        });
        if (all > max || ofHolder > perAddressMax) {
            cut(channel);
            return false;
        }
        return true;
    }

    /** Null for those who may have any number. */
    private @Nullable InetAddress counted(@Nullable SocketAddress remote) {
        if (remote == null || remote.hostAddress() == null) {
            return null;
        }
        InetAddress address = InetAddress.ofLiteral(remote.hostAddress());
        return exempt.stream().anyMatch(range -> range.contains(address)) ? null : AddressRange.holder(address);
    }

    /**
     * Ends a connection without a farewell. Closing the channel would ask Vert.x first, which says farewell to a
     * WebSocket, and waits ten seconds for the client's.
     */
    static void cut(Channel channel) {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first != null) {
            var _ = first.close();
        } else {
            var _ = channel.close();
        }
    }

    /** What Vert.x hides: only there can a connection be ended without a farewell, or be seen to be full. */
    static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channel();
    }
}
