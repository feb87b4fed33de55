package dev.gavel.server.arena;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;

/**
 * The client by which turns go to Redis, and the one for everything else: a long answer must not be read where replies
 * to turns are.
 */
record RedisClients(RedisClient turns, RedisClient others, ClientResources ofTurns) implements AutoCloseable {
    static RedisClients with(ClientOptions options, TurnThread thread) {
        ClientResources ofTurns =
                ClientResources.builder().eventLoopGroupProvider(thread).build();
        RedisClient turns = RedisClient.create(ofTurns);
        RedisClient others = RedisClient.create();
        turns.setOptions(options);
        others.setOptions(options);
        return new RedisClients(turns, others, ofTurns);
    }

    @Override
    public void close() {
        RedisLinks.end(turns);
        RedisLinks.end(others);
        var _ = ofTurns.shutdown();
    }
}
