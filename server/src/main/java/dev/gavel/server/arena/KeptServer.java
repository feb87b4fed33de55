package dev.gavel.server.arena;

import dev.gavel.server.platform.Repeating;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A server by three connections of its own, which are made anew as long as it is kept. */
final class KeptServer implements RedisServer, AutoCloseable {
    private final String name;
    private final RedisURI uri;
    private final AtomicLong changes = new AtomicLong();
    private final List<KeptConnection> all = new ArrayList<>();
    private final KeptConnection turns;
    private final KeptConnection reads;
    private final KeptConnection log;
    private final List<Repeating> keeping;

    /**
     * @param silenceMax a connection over which no answer came for so long is given up
     * @throws io.lettuce.core.RedisException if it cannot be reached
     */
    KeptServer(String name, RedisClients clients, RedisURI uri, Duration silenceMax) {
        this.name = name;
        this.uri = uri;
        try {
            this.turns = connect("turns", clients.turns(), silenceMax);
            this.reads = connect("reads", clients.others(), silenceMax);
            this.log = connect("log", clients.others(), silenceMax);
        } catch (RuntimeException e) {
            all.forEach(KeptConnection::close);
            throw e;
        }
        this.keeping = all.stream().map(KeptConnection::keep).toList();
    }

    private KeptConnection connect(String purpose, RedisClient client, Duration silenceMax) {
        var kept = new KeptConnection(purpose + " at " + address(), () -> connect(client), this::changed, silenceMax);
        all.add(kept);
        return kept;
    }

    private StatefulRedisConnection<byte[], byte[]> connect(RedisClient client) {
        return client.connect(ByteArrayCodec.INSTANCE, uri);
    }

    private void changed() {
        changes.incrementAndGet();
    }

    boolean isAt(RedisURI other) {
        return uri.getHost().equals(other.getHost()) && uri.getPort() == other.getPort();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String address() {
        return uri.getHost() + ":" + uri.getPort();
    }

    @Override
    public RedisClusterAsyncCommands<byte[], byte[]> turns() {
        return turns.now().async();
    }

    @Override
    public RedisClusterAsyncCommands<byte[], byte[]> reads() {
        return reads.now().async();
    }

    @Override
    public RedisClusterAsyncCommands<byte[], byte[]> log() {
        return log.now().async();
    }

    @Override
    public long connections() {
        return changes.get();
    }

    @Override
    public void close() {
        keeping.forEach(Repeating::close);
        all.forEach(KeptConnection::close);
    }
}
