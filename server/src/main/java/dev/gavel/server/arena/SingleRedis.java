package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** One server that decides for all buckets. */
final class SingleRedis implements RedisLink {
    private final RedisClients clients;
    private final KeptServer server;

    SingleRedis(RedisClients clients, KeptServer server) {
        this.clients = clients;
        this.server = server;
    }

    @Override
    public RedisServer serverOf(Bucket bucket) {
        return server;
    }

    @Override
    public RedisServer serverOf(byte[] key) {
        return server;
    }

    @Override
    public List<List<Bucket>> together(Collection<Bucket> buckets) {
        return buckets.isEmpty() ? List.of() : List.of(List.copyOf(buckets));
    }

    @Override
    public List<RedisServer> servers() {
        return List.of(server);
    }

    @Override
    public void eachStandby(Consumer<RedisServer> look) {
        // Which replicas it has, and whether one could take its place, nobody but the operator knows.
    }

    @Override
    public void refresh(boolean doubtful) {
        // There is but one.
    }

    @Override
    public void close() {
        server.close();
        clients.close();
    }
}
