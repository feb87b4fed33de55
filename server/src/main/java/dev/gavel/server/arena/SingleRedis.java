package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One server that decides for all buckets. */
final class SingleRedis implements RedisLink, RedisServer, RedisConnectionStateListener {
    private final RedisClient client;
    private final String address;
    private final AtomicLong connections = new AtomicLong();
    private final StatefulRedisConnection<byte[], byte[]> turns;
    private final StatefulRedisConnection<byte[], byte[]> reads;
    private final StatefulRedisConnection<byte[], byte[]> log;

    /** Closes the client if it cannot be connected. */
    SingleRedis(RedisClient client, RedisURI uri) {
        this.client = client;
        this.address = uri.getHost() + ":" + uri.getPort();
        // Before the first connection, and heard before any command can be sent on a new one.
        client.addListener(this);
        try {
            this.turns = client.connect(ByteArrayCodec.INSTANCE);
            this.reads = client.connect(ByteArrayCodec.INSTANCE);
            this.log = client.connect(ByteArrayCodec.INSTANCE);
        } catch (RuntimeException e) {
            RedisLinks.end(client);
            throw e;
        }
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
        return "the server";
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public RedisServer serverOf(Bucket bucket) {
        return this;
    }

    @Override
    public RedisServer serverOf(byte[] key) {
        return this;
    }

    @Override
    public List<RedisServer> servers() {
        return List.of(this);
    }

    @Override
    public List<RedisServer> standbys() {
        return List.of();
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

    @Override
    public void refresh(boolean doubtful) {
        // There is but one.
    }

    @Override
    public void close() {
        RedisLinks.end(client);
    }
}
