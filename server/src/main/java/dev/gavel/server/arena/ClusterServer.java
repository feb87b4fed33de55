package dev.gavel.server.arena;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** A server of a cluster. Its connections are its own: a command for a slot that has moved fails and decides nothing. */
final class ClusterServer implements RedisServer, RedisConnectionStateListener {
    private final String name;
    private final String address;
    private final StatefulRedisConnection<byte[], byte[]> turns;
    private final StatefulRedisConnection<byte[], byte[]> reads;
    private final StatefulRedisConnection<byte[], byte[]> log;
    private final AtomicLong connections = new AtomicLong();

    ClusterServer(
            RedisClusterNode node,
            StatefulRedisConnection<byte[], byte[]> turns,
            StatefulRedisConnection<byte[], byte[]> reads,
            StatefulRedisConnection<byte[], byte[]> log) {
        this.name = node.getNodeId();
        this.address = node.getUri().getHost() + ":" + node.getUri().getPort();
        this.turns = turns;
        this.reads = reads;
        this.log = log;
    }

    boolean hasConnectionsOf(ClusterServer other) {
        return turns.equals(other.turns) && reads.equals(other.reads) && log.equals(other.log);
    }

    /** Begins to count connections; lost before, it takes no commands until it is made again, which is counted. */
    ClusterServer join() {
        turns.addListener(this);
        reads.addListener(this);
        log.addListener(this);
        return this;
    }

    /** To be called when it is used no more. */
    void leave() {
        turns.removeListener(this);
        reads.removeListener(this);
        log.removeListener(this);
    }

    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress to) {
        connections.incrementAndGet();
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
        connections.incrementAndGet();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public RedisClusterAsyncCommands<byte[], byte[]> turns() {
        return turns.async();
    }

    @Override
    public RedisClusterAsyncCommands<byte[], byte[]> reads() {
        return reads.async();
    }

    @Override
    public RedisClusterAsyncCommands<byte[], byte[]> log() {
        return log.async();
    }

    @Override
    public long connections() {
        return connections.get();
    }
}
